import { now } from "./clock.ts";
import { report } from "./report.ts";

// Longer timers fire at once in Node, Deno and Bun: the delay is a signed
// 32-bit integer in the HTML standard.
const LONGEST_TIMER = 0x7fff_ffff;

// In milliseconds: the tick of the clock in browsers that resist fingerprinting.
const LONGEST_TICK = 100;

/** What a timer calls when it rings. */
export interface TimerOwner {
  rang(): void;
}

/**
 * Measures elapsed time, and rings after a time of any length.
 *
 * Clocks step back, stand still and tick coarsely. So elapsed time never falls, and
 * a ring proves that its time has passed. The clock or the rings count, whichever
 * show more.
 */
export class Timer {
  readonly #owner: TimerOwner;
  /** What the clock has shown at the last look. */
  #looked: number;
  #elapsed = 0;
  /** How much will have elapsed at the next ring. */
  #due = 0;
  /** How much had elapsed at the last ring. */
  #rung = 0;
  /** By how much the rings may be ahead of the clock. */
  #ahead = 0;
  /** What is called back next, if the timer runs. */
  #ring: (() => void) | undefined;
  /** What `setTimeout` has returned. */
  #id: TimerId | undefined;

  /**
   * @param started What the clock has shown at the start.
   * @param owner What is called at each ring.
   */
  constructor(started: number, owner: TimerOwner) {
    this.#looked = started;
    this.#owner = owner;
  }

  /** Looks at the clock. */
  look(): void {
    const looked = now();
    const passed = looked - this.#looked;
    // If the clock returns no number, no time passes.
    if (!Number.isNaN(looked)) this.#looked = looked;
    if (!(passed > 0)) return;

    const caughtUp = Math.min(passed, this.#ahead);
    this.#ahead -= caughtUp;
    this.#elapsed += passed - caughtUp;
  }

  /** The milliseconds from the start to the last look, or to the last ring. */
  elapsed(): number {
    // A clock that is behind the rings has stepped back or stood still, and will not
    // catch up. Or it has not ticked yet, and will: if it shows 0 at a ring after 10
    // ms, and 10 soon after, then 10 ms have elapsed, and not 20.
    const ahead = Math.max(0, this.#rung - this.#elapsed);
    this.#elapsed += ahead;
    this.#ahead = Math.min(this.#ahead + ahead, LONGEST_TICK);
    return this.#elapsed;
  }

  /**
   * Rings once, `ms` milliseconds after the last look or a moment later.
   *
   * @throws What the host throws if it has no timers now, as in the global scope of
   * a Worker.
   */
  start(ms: number): void {
    this.#due = this.#elapsed + ms;
    this.#run(ms);
  }

  /** Stops the timer, if it runs. */
  stop(): void {
    if (this.#ring === undefined) return;
    this.#ring = undefined;
    clear(this.#id);
  }

  #run(ms: number): void {
    this.stop();
    const rest = Math.max(0, ms - LONGEST_TIMER);
    const ring = () => {
      // A stub of `clearTimeout` may not have stopped it.
      if (this.#ring !== ring) return;
      this.#ring = undefined;
      if (rest > 0 && this.#goOn(rest)) return;
      this.#rung = this.#due;
      this.#owner.rang();
    };
    this.#ring = ring;
    // Rounded up, as runtimes cut fractions off and would ring too early.
    const step = Math.min(Math.ceil(ms), LONGEST_TIMER);
    // `setTimeout` is looked up at each use, as the clock is. It gets no arguments
    // to hand on, as stubs of `setTimeout` drop them.
    const id = globalThis.setTimeout(ring, step);
    // A stub may have called back at once, or stopped this timer meanwhile.
    if (this.#ring === ring) this.#id = id;
    else clear(id);
  }

  /** Runs for another while, if the host lets it. */
  #goOn(ms: number): boolean {
    try {
      this.#run(ms);
      return true;
    } catch (error) {
      // Better to ring early than never.
      report("A timer cannot be set:", error);
      return false;
    }
  }
}

type TimerId = ReturnType<typeof setTimeout>;

function clear(id: TimerId | undefined): void {
  try {
    globalThis.clearTimeout(id);
  } catch (error) {
    report("A timer cannot be stopped:", error);
  }
}
