import { now, type Sleeper, startTimer } from "../lib/clock.ts";
import { isTimed, type Policy } from "../options/policy.ts";

// In milliseconds: of the clocks of browsers that resist fingerprinting.
const LONGEST_TICK = 100;

/**
 * Begins a call.
 *
 * @param policy The policy that holds for it.
 * @returns When it began, or 0 if time does not matter.
 */
export function beginCall(policy: Policy): number {
  const started = isTimed(policy) ? now() : 0;
  policy.budget?.deposit(started || now());
  return started;
}

/**
 * How much time a call and its attempts have left.
 *
 * Its only timer ends either a wait or an attempt that takes too long.
 */
export abstract class Limits implements Sleeper {
  readonly policy: Policy;
  timer: Sleeper["timer"] = undefined;
  rest = 0;
  /** Whether the deadline of the whole call has passed in an attempt. */
  late = false;

  #looked: number;
  #elapsed = 0;
  /** How much has elapsed when the timer that runs is due. */
  #due = 0;
  /** How much has elapsed at least, as a timer has rung. */
  #measured = 0;
  /** By how much timers may be ahead of the clock. */
  #ahead = 0;
  #attemptStarted: number;
  #deadlineFirst = false;

  constructor(policy: Policy, started: number) {
    this.policy = policy;
    this.#looked = started;
    this.#attemptStarted = started;
  }

  abstract wake(): void;

  /** The milliseconds since the call began; no clock is read without a timeout. */
  elapsed(): number {
    if (this.policy.timeout < Infinity) {
      const looked = now();
      // Clocks can step back: what has elapsed before goes on to count.
      const passed = Math.max(0, looked - this.#looked);
      const caughtUp = Math.min(passed, this.#ahead);
      this.#ahead -= caughtUp;
      this.#elapsed += passed - caughtUp;
      this.#looked = looked;
    }
    // And so does what timers have measured: the clock may have stepped back, stood
    // still, or not ticked yet, and then it is going to catch up.
    const ahead = Math.max(0, this.#measured - this.#elapsed);
    this.#elapsed += ahead;
    this.#ahead = Math.min(this.#ahead + ahead, LONGEST_TICK);
    return this.#elapsed;
  }

  /** Starts the timer, right after a look at the time. */
  protected sleep(ms: number): void {
    this.#due = this.#elapsed + ms;
    startTimer(this, ms);
  }

  /** Notes that the timer has rung. */
  protected slept(): void {
    this.#measured = this.#due;
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
    const limit = Math.min(remaining, attemptRemaining);
    if (limit < Infinity) this.sleep(limit);
  }

  /** Says which limit was reached, when that timer has woken the call. */
  protected reachLimit(): string {
    const { timeout, attemptTimeout } = this.policy;
    this.slept();
    this.late = this.#deadlineFirst;
    return this.late
      ? `at the deadline of ${timeout} ms`
      : `after ${attemptTimeout} ms`;
  }
}
