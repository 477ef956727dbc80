// Longer timers fire at once in Node, Deno and Bun: the delay is a signed
// 32-bit integer in the HTML standard.
const LONGEST_TIMER = 2 ** 31 - 1;

/** Something that has at most one timer, which wakes it. */
export interface Sleeper {
  /** The timer that runs, if any. */
  timer: ReturnType<typeof setTimeout> | undefined;
  /** How much longer the sleep is than that timer, in milliseconds. */
  rest: number;
  /** Called when the sleep is over. */
  wake(): void;
}

// Timers and clock are looked up at each use, so that fake ones are found
// whenever they are put in place.

/** The milliseconds since the epoch. */
export function now(): number {
  return globalThis.Date.now();
}

/** Wakes the sleeper once, in `ms` milliseconds or a moment later. */
export function startTimer(sleeper: Sleeper, ms: number): void {
  // Rounded up, as runtimes cut fractions off and would wake it too early.
  const step = Math.min(Math.ceil(ms), LONGEST_TIMER);
  sleeper.rest = ms - step;
  sleeper.timer = globalThis.setTimeout(ring, step, sleeper);
}

/** Stops the sleeper's timer, if one runs. */
export function stopTimer(sleeper: Sleeper): void {
  if (sleeper.timer === undefined) return;
  globalThis.clearTimeout(sleeper.timer);
  sleeper.timer = undefined;
}

function ring(sleeper: Sleeper): void {
  sleeper.timer = undefined;
  if (sleeper.rest > 0) startTimer(sleeper, sleeper.rest);
  else sleeper.wake();
}
