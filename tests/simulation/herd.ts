import type { RetryOptions } from "../../mod.ts";
import { caller } from "./client.ts";
import { type Load, total } from "./load.ts";
import { Server } from "./server.ts";
import { simulate } from "./world.ts";

/** Many calls that begin at the same moment, while the server is down. */
export interface HerdOptions {
  readonly seed: number;
  readonly clients: number;
  /** When the server comes back, in milliseconds. */
  readonly upFrom: number;
  /** How many requests it then answers at most. */
  readonly perSecond: number;
}

/** What comes of a herd. */
export interface Herd {
  /** All retries. */
  readonly retries: Load;
  /** The first retries of all, the second ones, and so on. */
  readonly waves: readonly Load[];
  /** How many calls had an answer in the end. */
  readonly rescued: number;
}

/** Lets a herd of clients retry. */
export async function runHerd(
  options: RetryOptions,
  { seed, clients, upFrom, perSecond }: HerdOptions,
): Promise<Herd> {
  const server = await simulate(seed, (world) => {
    const server = new Server(world, { downFrom: 0, upFrom, perSecond });
    const call = caller(server, options);
    for (let num = 0; num < clients; num++) world.at(0, call);
    return server;
  });

  const waves = server.attempts.slice(1);
  return { retries: total(waves), waves, rescued: server.answered };
}
