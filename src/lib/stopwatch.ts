import { now } from "./clock.ts";

// In milliseconds: of the clocks of browsers that resist fingerprinting.
const LONGEST_TICK = 100;

/**
 * Measures elapsed time, by the clock or by timers, whichever shows more.
 *
 * Clocks step back, stand still and tick coarsely, so elapsed time never falls,
 * and a timer that has rung proves that its time has passed.
 */
export class Stopwatch {
  /** What the clock has shown at the last look. */
  #looked: number;
  #elapsed = 0;
  /** How much has elapsed when the timer that runs is due. */
  #due = 0;
  /** How much has elapsed at least, as a timer has rung. */
  #measured = 0;
  /** By how much timers may be ahead of the clock. */
  #ahead = 0;

  /** @param started What the clock has shown at the start. */
  constructor(started: number) {
    this.#looked = started;
  }

  /** Looks at the clock. */
  look(): void {
    const looked = now();
    const passed = looked - this.#looked;
    // A clock that tells no number lets no time pass.
    if (!Number.isNaN(looked)) this.#looked = looked;
    if (!(passed > 0)) return;

    const caughtUp = Math.min(passed, this.#ahead);
    this.#ahead -= caughtUp;
    this.#elapsed += passed - caughtUp;
  }

  /** The milliseconds from the start to the last look, or to the last ring. */
  elapsed(): number {
    // A clock that is behind the timers has stepped back or stood still, and is
    // not going to catch up; or it has not ticked yet, and is.
    const ahead = Math.max(0, this.#measured - this.#elapsed);
    this.#elapsed += ahead;
    this.#ahead = Math.min(this.#ahead + ahead, LONGEST_TICK);
    return this.#elapsed;
  }

  /** Notes that a timer starts, right after a look. */
  timerStarted(ms: number): void {
    this.#due = this.#elapsed + ms;
  }

  /** Notes that this timer has rung. */
  timerRang(): void {
    this.#measured = this.#due;
  }
}
