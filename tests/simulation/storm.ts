import type { RetryBudgetOptions } from "../../mod.ts";
import { Load } from "./load.ts";
import { Service } from "./service.ts";
import type { Strategy } from "./strategies.ts";
import { simulate } from "./world.ts";

/** How many seconds the calls go on before the trouble, and after it. */
export const BEFORE = 10;
export const AFTER = 60;

/** After so many milliseconds an answer is of no use. */
const DEADLINE = 45_000;

/** Calls that go on evenly while a service is in trouble. */
export interface Storm {
  /** How many seconds the trouble lasts. */
  readonly lasts: number;
  /** How many seconds the calls go on before it, and after it. */
  readonly before?: number;
  readonly after?: number;
  /** The share of requests refused, so many seconds after it began. All by default. */
  readonly refused?: (second: number) => number;
  /** What the service can do, as a multiple of the calls. Without limit by default. */
  readonly capacity?: number;
  /** Whether it queues what is too much, and clients wait for 1 s. */
  readonly queues?: boolean;
  readonly callsPerSecond?: number;
  /** How many processes the calls are spread over. */
  readonly processes?: number;
  /** The options of the budget that each process has, if the strategy has budgets. */
  readonly budget?: RetryBudgetOptions;
  readonly seed?: number;
}

/** What comes of a storm. */
export interface Outcome {
  /** The requests in each second, as a multiple of the calls. */
  readonly load: readonly number[];
  /** The share of the calls begun in each second that is answered in time. */
  readonly answered: readonly number[];
  /** The requests for each call, in the trouble. */
  readonly amplification: number;
  /** The highest load in a second after the trouble, as a multiple of the calls. */
  readonly peakAfter: number;
  /** How many seconds after the trouble the load is what it was before. */
  readonly normalAfter: number;
  /** The share of the calls begun in the trouble that is answered in time. */
  readonly answeredOfTrouble: number;
  /** That of all calls from the trouble on. */
  readonly answeredOfAll: number;
}

/** Lets calls go on while a service is in trouble. */
export async function runStorm(
  strategy: Strategy,
  {
    lasts,
    before = BEFORE,
    after = AFTER,
    refused = () => 1,
    capacity = Infinity,
    queues = false,
    callsPerSecond = 200,
    processes = 1,
    budget = {},
    seed = 1,
  }: Storm,
): Promise<Outcome> {
  const seconds = before + lasts + after;
  const answers = new Load();
  const { load } = await simulate(seed, (world) => {
    const service = new Service(world, {
      refused(now) {
        const second = now / 1_000 - before;
        return second >= 0 && second < lasts ? refused(second) : 0;
      },
      capacity: capacity * callsPerSecond,
      queues,
      patience: queues ? 1_000 : Infinity,
    });
    const senders = Array.from(
      { length: processes },
      () => strategy.toSender(service.send, budget),
    );
    for (let num = 0; num < seconds * callsPerSecond; num++) {
      const begun = Math.floor(num * 1_000 / callsPerSecond);
      const answered = () => {
        if (world.now > begun + DEADLINE) return;
        answers.add(Math.floor(begun / 1_000));
      };
      world.at(begun, () => {
        senders[num % processes]!().then(answered, () => {});
      });
    }
    return service;
  }, 1_000 * seconds + DEADLINE);

  return toOutcome(load, answers, { lasts, before, after, callsPerSecond });
}

/** What comes of requests and answered calls, second by second. */
export function toOutcome(
  load: Load,
  answers: Load,
  { lasts, before, after, callsPerSecond }: {
    readonly lasts: number;
    readonly before: number;
    readonly after: number;
    readonly callsPerSecond: number;
  },
): Outcome {
  const each = (counts: Load) =>
    Array.from(
      { length: before + lasts + after },
      (_, second) => round(counts.in(second) / callsPerSecond),
    );
  const loads = each(load);
  const answered = each(answers);
  const end = before + lasts;
  return {
    load: loads,
    answered,
    amplification: round(average(loads.slice(before, end))),
    peakAfter: Math.max(...loads.slice(end)),
    normalAfter: 1 + loads.slice(end).findLastIndex((load) => load > 1.1),
    answeredOfTrouble: round(average(answered.slice(before, end))),
    answeredOfAll: round(average(answered.slice(before))),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value) / values.length;
}

// No more digits than are shown and compared.
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
