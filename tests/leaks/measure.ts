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

/** How many bytes more were in use after the calls. */
export function growthOf({ before, between, after }: Measured): number {
  return Math.max(between, after) - before;
}

/** Measures, and once more if the heap has grown: a leak grows each time. */
export async function measureAgain(path: Path, load: Load): Promise<Measured> {
  const measured = await measure(path, load);
  const isClear = measured.timers !== 0 || measured.listeners !== 0;
  if (isClear || growthOf(measured) <= TOLERANCE) return measured;
  return await measure(path, load);
}

/** Says what is wrong. */
export function problemsOf(measured: Measured): string[] {
  const { timers, listeners } = measured;
  const growth = growthOf(measured);
  return [
    ...(growth > TOLERANCE
      ? [`the heap has grown by ${Math.round(growth / 1_000)} kB`]
      : []),
    ...(timers !== 0 ? [`${timers} timers are left`] : []),
    ...(listeners !== 0 ? [`${listeners} listeners are left`] : []),
  ];
}
