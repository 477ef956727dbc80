import { now, type Sleeper, startTimer } from "./clock.ts";
import type { Policy } from "./policy.ts";

/**
 * How much time a call and its attempts have left.
 *
 * Its only timer ends either a wait or an attempt that takes too long.
 */
export abstract class Limits implements Sleeper {
  readonly policy: Policy;
  timer: Sleeper["timer"] = undefined;
  rest = 0;
  /** The milliseconds that timers have measured so far. */
  passed = 0;
  /** Whether the deadline of the whole call has passed in an attempt. */
  late = false;

  #started: number;
  #looked: number;
  #passedThen = 0;
  #attemptStarted: number;
  #limit = 0;
  #deadlineFirst = false;

  constructor(policy: Policy, started: number) {
    this.policy = policy;
    this.#started = started;
    this.#looked = started;
    this.#attemptStarted = started;
  }

  abstract wake(): void;

  /** The milliseconds since the call began; no clock is read without a timeout. */
  elapsed(): number {
    if (this.policy.timeout === Infinity) return this.passed;
    const looked = now();
    // Clocks can step back: what has passed before goes on to count, and so does
    // what timers have measured since.
    if (looked < this.#looked) {
      this.#started -= this.#looked - looked + this.passed - this.#passedThen;
    }
    this.#looked = looked;
    this.#passedThen = this.passed;
    // Deployed Workers stop theirs between I/O, but what timers have measured
    // has certainly passed.
    return Math.max(looked - this.#started, this.passed);
  }

  /** The milliseconds until the deadline. */
  remaining(): number {
    return this.late ? 0 : Math.max(0, this.policy.timeout - this.elapsed());
  }

  /** Notes when an attempt begins, if that matters. */
  protected startAttempt(): void {
    if (this.policy.attemptTimeout < Infinity) this.#attemptStarted = now();
  }

  /** Starts the timer for the attempt under way, if there is a limit to it. */
  protected startLimit(): void {
    const { attemptTimeout } = this.policy;
    const remaining = this.remaining();
    const spent = attemptTimeout === Infinity
      ? 0
      : Math.max(0, now() - this.#attemptStarted);
    const attemptRemaining = Math.max(0, attemptTimeout - spent);
    this.#deadlineFirst = remaining <= attemptRemaining;
    this.#limit = Math.min(remaining, attemptRemaining);
    if (this.#limit < Infinity) startTimer(this, this.#limit);
  }

  /** Says which limit was reached, when that timer has woken the call. */
  protected reachLimit(): string {
    const { timeout, attemptTimeout } = this.policy;
    this.passed += this.#limit;
    this.late = this.#deadlineFirst;
    return this.late
      ? `at the deadline of ${timeout} ms`
      : `after ${attemptTimeout} ms`;
  }
}
