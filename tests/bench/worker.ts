// What a Worker runs. It is loaded as Workers are: policies are made at once.
import { retry } from "@stamina/retry";
import { countAll } from "./counts.ts";
import type { Packages } from "./peers.ts";
import type { Task } from "./program.ts";
import type { Served } from "./sections/worker.ts";
import { type Mitata, timeAll } from "./time.ts";
import { failOften } from "./work.ts";

const REQUESTS = 1_000;
const AT_ONCE = 100;

const load = retry({ on: Error, waitInitial: 1, waitJitter: 1 })(failOften);

/** Answers a request, at the second attempt. */
export async function fetch(): Promise<Response> {
  return new Response(`${await load({ failures: 1 })}`);
}

/** The program of workerd. */
export function measure(
  { what }: Task,
  packages: Packages & { mitata: Mitata },
  self: { fetch: typeof globalThis.fetch },
): Promise<unknown> {
  switch (what) {
    case "time":
      return timeAll(packages);
    case "counts":
      return countAll();
    case "requests":
      return serve(self);
    default:
      throw new Error(`Workers cannot tell '${what}'`);
  }
}

async function serve(
  self: { fetch: typeof globalThis.fetch },
): Promise<Served> {
  let served = 0;
  const ask = async () => {
    const response = await self.fetch("http://worker.example");
    if (await response.text() === "ok") served++;
  };
  for (let made = 0; made < REQUESTS; made += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
  }
  return { made: REQUESTS, served };
}
