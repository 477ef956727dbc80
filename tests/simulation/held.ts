// Tells what calls that wait hold, in bytes each, and how long it takes one of
// them to ask for its turn, in microseconds.
import { retry, RetryBudget } from "../../mod.ts";

const CALLS = 30_000;

let timers: { wake: (argument: unknown) => void; argument: unknown }[] = [];

globalThis.setTimeout = ((
  wake: (argument: unknown) => void,
  _ms: number,
  argument: unknown,
) => timers.push({ wake, argument })) as unknown as typeof setTimeout;

/** Lets calls fail once, and then wait. */
async function begin(calls: number, budget: RetryBudget): Promise<void> {
  timers = [];
  const error = new TypeError();
  const load = retry({ on: TypeError, timeout: 3_600_000, budget })(() => {
    throw error;
  });
  for (let call = 0; call < calls; call++) load();
  await Promise.resolve();
}

/** Ends the wait of each of them. */
function ring(): void {
  const due = timers;
  timers = [];
  for (const { wake, argument } of due) wake(argument);
}

function bytes(): number {
  (globalThis as unknown as { gc(): void }).gc();
  return Deno.memoryUsage().heapUsed;
}

/** How long it takes one to ask for its turn, in the shortest of some rounds. */
function timeOf(calls: number, rounds: number): number {
  let shortest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    ring();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return 1_000 * shortest / calls;
}

/** What each of many calls holds in its second wait. */
async function bytesOf(budget: RetryBudget): Promise<number> {
  timers = [];
  const before = bytes();
  await begin(CALLS, budget);
  ring();
  await Promise.resolve();
  return (bytes() - before) / CALLS;
}

const full = new RetryBudget({ minPerSecond: CALLS });
const empty = { ratio: 0, minPerSecond: 0, whenEmpty: "wait" } as const;

const backoff = await bytesOf(full);
const turn = await bytesOf(new RetryBudget(empty));
const many = timeOf(CALLS, 5);
await begin(CALLS / 100, new RetryBudget(empty));
const few = timeOf(CALLS / 100, 100);

console.log(JSON.stringify({ backoff, turn, few, many }));
