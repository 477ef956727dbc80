import { report } from "./report.ts";

// Timers and clock are looked up at each use, so that fake ones are found
// whenever they are put in place.

// Longer timers fire at once in Node, Deno and Bun: the delay is a signed
// 32-bit integer in the HTML standard.
const LONGEST_TIMER = 2 ** 31 - 1;

/** The milliseconds since the epoch, or `NaN` if the clock does not tell. */
export function now(): number {
  try {
    const ms: unknown = globalThis.Date.now();
    return Number.isFinite(ms) ? ms as number : NaN;
  } catch {
    return NaN;
  }
}

interface Running {
  /** What `setTimeout` has returned. */
  id: ReturnType<typeof setTimeout> | undefined;
}

/** A timer of any length, which can be started again. */
export class Timer {
  #running: Running | undefined = undefined;

  /**
   * Calls back once, in `ms` milliseconds or a moment later.
   *
   * @throws What the host throws if it has no timers now, as in the global scope of
   * a Worker.
   */
  start(ms: number, callback: () => void): void {
    this.stop();
    // Rounded up, as runtimes cut fractions off and would call back too early.
    const step = Math.min(Math.ceil(ms), LONGEST_TIMER);
    const running: Running = { id: undefined };
    this.#running = running;
    // Without arguments to hand on, as stubs of `setTimeout` forget these.
    running.id = globalThis.setTimeout(() => {
      // A stub of `clearTimeout` may not have stopped it.
      if (this.#running !== running) return;
      this.#running = undefined;
      if (ms > step) this.start(ms - step, callback);
      else callback();
    }, step);
  }

  /** Stops the timer, if it runs. */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    try {
      globalThis.clearTimeout(running.id);
    } catch (error) {
      report("A timer cannot be stopped:", error);
    }
  }
}
