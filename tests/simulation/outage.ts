import { RetryBudget, type RetryBudgetOptions } from "../../mod.ts";
import { caller } from "./client.ts";
import { type Load, total } from "./load.ts";
import { BINS_PER_SECOND, Server } from "./server.ts";
import { simulate } from "./world.ts";

/** How many seconds the calls go on before the outage, in it, and after it. */
export const START = 20;
export const OUTAGE = 60;
export const AFTER = 60;

/** How many calls begin in each second. */
const CALLS_PER_SECOND = 200;

/** Calls that go on evenly while the server is down for a while. */
export interface OutageOptions {
  readonly seed: number;
  /** The share of requests that the server refuses meanwhile. */
  readonly refused: number;
  /** How many processes the calls are spread over; each has its own budget. */
  readonly processes: number;
  /** The budget of each process, if it has one. */
  readonly budget?: RetryBudgetOptions;
}

/** What comes of an outage. */
export interface Outage {
  /** The requests in each second, those before the outage first. */
  readonly load: Load;
  /** The requests for each call while the server is down. */
  readonly amplification: number;
  /** The most requests in a second while the server is down. */
  readonly peak: number;
  /** The most requests in a second after that. */
  readonly peakAfter: number;
  /** The share of the calls in the outage that had an answer in the end. */
  readonly rescued: number;
}

/** Lets calls go on during an outage, with the defaults of this package. */
export async function runOutage(
  { seed, refused, processes, budget }: OutageOptions,
): Promise<Outage> {
  const calls = (START + OUTAGE + AFTER) * CALLS_PER_SECOND;
  const server = await simulate(seed, (world) => {
    const server = new Server(world, {
      downFrom: START * 1_000,
      upFrom: (START + OUTAGE) * 1_000,
      refused,
    });
    const callers = Array.from({ length: processes }, () =>
      caller(server, {
        on: () => true,
        ...(budget && { budget: new RetryBudget(budget) }),
      }));
    for (let num = 0; num < calls; num++) {
      world.at(num * 1_000 / CALLS_PER_SECOND, callers[num % processes]!);
    }
    return server;
  });

  const load = total(server.attempts).coarser(BINS_PER_SECOND);
  const during = load.counts.slice(START, START + OUTAGE);
  const after = load.counts.slice(START + OUTAGE);
  const callsDuring = OUTAGE * CALLS_PER_SECOND;
  return {
    load,
    amplification: during.reduce((sum, count) => sum + count) / callsDuring,
    peak: Math.max(...during),
    peakAfter: Math.max(...after),
    rescued: 1 - (calls - server.answered) / callsDuring,
  };
}
