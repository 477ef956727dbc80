import type { Contender } from "./contender.ts";
import { heapInUse } from "../leaks/heap.ts";
import { failOften } from "./work.ts";

/** What many calls leave behind on one signal that lives on. */
export interface Signal {
  /** The most listeners that it had at a time. */
  readonly most: number;
  /** The listeners that are left. */
  readonly left: number;
  /** The bytes that each call has left behind. */
  readonly bytes: number;
}

const AT_ONCE = 1_000;

/** Makes calls that fail once, wait a moment, and succeed. */
export async function onOneSignal(
  { once }: Contender,
  calls: number,
): Promise<Signal> {
  const { signal } = new AbortController();
  const listeners = countListeners(signal);
  const call = once(failOften, { wait: 1, timeout: 45_000, signal });
  const many = (calls: number) => {
    const promises = new Array(calls);
    for (let num = 0; num < calls; num++) promises[num] = call({ failures: 1 });
    return Promise.all(promises);
  };

  for (let round = 0; round < 20; round++) await many(AT_ONCE);
  const before = await heapInUse();
  for (let done = 0; done < calls; done += AT_ONCE) await many(AT_ONCE);
  const after = await heapInUse();
  return { ...listeners, bytes: (after - before) / calls };
}

function countListeners(signal: AbortSignal): { most: number; left: number } {
  const count = { most: 0, left: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    count.most = Math.max(count.most, ++count.left);
    Reflect.apply(addEventListener, signal, args);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    count.left--;
    Reflect.apply(removeEventListener, signal, args);
  };
  return count;
}
