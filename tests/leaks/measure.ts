import { heapInUse } from "./heap.ts";
import { countListeners } from "./listeners.ts";
import type { Path } from "./paths.ts";
import { countTimers, fakeTimers } from "./timers.ts";

/** How many calls take a path: one after the other, and all at once. */
export interface Load {
  sequential: number;
  concurrent: number;
}

/** What calls have left behind. */
export interface Measured {
  calls: number;
  seconds: number;
  /** Bytes in use before the calls, after those in a row, and after all. */
  before: number;
  between: number;
  after: number;
  timers: number;
  listeners: number;
}

/**
 * Measures what calls leave behind, all garbage collected.
 *
 * The calls that are made at once are made once before, so that tables that have
 * grown with them, and compiled code, do not count: only what grows each time.
 */
export async function measure(
  path: Path,
  { sequential, concurrent }: Load,
): Promise<Measured> {
  using _ = path.setUp?.();
  using listeners = countListeners();
  let timers = await callInTurn(path, 1_000);
  // What is found already would only be slow to find again.
  if (timers + listeners.left > 0) sequential = concurrent = 0;
  timers += await callAtOnce(path, concurrent);

  const before = await heapInUse();
  const start = performance.now();
  timers += await callInTurn(path, sequential);
  const between = await heapInUse();
  timers += await callAtOnce(path, concurrent);
  const after = await heapInUse();
  return {
    calls: sequential + concurrent,
    seconds: (performance.now() - start) / 1_000,
    before,
    between,
    after,
    timers,
    listeners: listeners.left,
  };
}

/** Makes calls at once, in real time. Returns how many timers are left. */
async function callAtOnce(path: Path, calls: number): Promise<number> {
  using timers = countTimers();
  // Without an array of promises: Bun finds its address on the stack, and keeps it.
  await new Promise<void>((resolve, reject) => {
    let left = calls;
    const settle = () => {
      if (left-- === 0) resolve();
    };
    for (let call = 0; call < calls; call++) path.call().then(settle, reject);
    settle();
  });
  return timers.left;
}

// No path needs more to get from one timer to the next.
const TURNS = 20;

/** Makes calls in a row, without waiting. Returns how many timers are left. */
async function callInTurn(path: Path, calls: number): Promise<number> {
  using timers = fakeTimers();
  let settled = false;
  const settle = () => {
    settled = true;
  };
  for (let call = 0; call < calls; call++) {
    settled = false;
    const promise = path.call();
    promise.then(settle, settle);
    while (!settled) {
      for (let turn = 0; turn < TURNS && !settled; turn++) await null;
      if (!settled) timers.fireNext();
    }
    await promise;
  }
  return timers.left;
}

// Repeated runs differ by up to 250 kB, mostly in compiled code. A pointer that
// 100,000 calls leave is 800 kB, and nothing that is kept takes less.
const TOLERANCE = 512_000;

/** Says what is wrong. */
export function problemsOf(measured: Measured): string[] {
  const { before, between, after, timers, listeners } = measured;
  const grown = Math.max(between, after) - before;
  return [
    ...(grown > TOLERANCE
      ? [`the heap has grown by ${Math.round(grown / 1_000)} kB`]
      : []),
    ...(timers !== 0 ? [`${timers} timers are left`] : []),
    ...(listeners !== 0 ? [`${listeners} listeners are left`] : []),
  ];
}
