import type { Contender } from "./contender.ts";
import { heapInUse } from "../leaks/heap.ts";
import { failure } from "./work.ts";

/** What one call costs that waits for its first retry. */
export interface Waiting {
  readonly bytes: number;
  readonly ns: number;
}

// Each takes seconds with many calls; the heap is the same after more.
const COLLECTIONS = 2;

/** Starts many calls that all wait, in a process of their own. */
export async function waiting(
  { once }: Contender,
  calls: number,
  signal = false,
): Promise<Waiting> {
  const call = once(() => Promise.reject(failure), {
    wait: 20_000,
    ...signal && { signal: new AbortController().signal },
  });
  const promises: Promise<unknown>[] = new Array(calls);
  // Compiled and warm before anything is weighed.
  promises.fill(call(), 0, 1);
  for (let num = 0; num < 100; num++) void call();
  await settle();

  const before = await heapInUse(COLLECTIONS);
  const start = performance.now();
  for (let num = 0; num < calls; num++) promises[num] = call();
  await settle();
  const ns = (performance.now() - start) * 1e6 / calls;
  const after = await heapInUse(COLLECTIONS);
  return { bytes: (after - before) / calls, ns };
}

/** Until every call has seen its failure and waits. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await null;
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
