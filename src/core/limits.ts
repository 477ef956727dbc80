import { now, Timer } from "../lib/clock.ts";
import { Stopwatch } from "../lib/stopwatch.ts";
import type { Policy } from "../options/policy.ts";

/**
 * The time of one call: its deadline, the limit of each attempt, and its waits.
 *
 * One timer is enough for all, as it ends either a wait or an attempt.
 */
export class Limits {
  /** Whether the deadline has passed during an attempt. */
  isLate = false;

  readonly #timeout: number;
  readonly #attemptTimeout: number;
  readonly #stopwatch: Stopwatch;
  readonly #timer = new Timer();
  #attemptStarted: number;

  /** @param started When the call began, and with it the first attempt. */
  constructor({ timeout, attemptTimeout }: Policy, started: number) {
    this.#timeout = timeout;
    this.#attemptTimeout = attemptTimeout;
    this.#stopwatch = new Stopwatch(started);
    this.#attemptStarted = started;
  }

  /** Notes that another attempt begins. */
  beginAttempt(): void {
    if (this.#attemptTimeout < Infinity) this.#attemptStarted = now();
  }

  /** The milliseconds since the call began; no clock is read without a timeout. */
  elapsed(): number {
    if (this.#timeout < Infinity) this.#stopwatch.look();
    return this.#stopwatch.elapsed();
  }

  /** The milliseconds until the deadline. */
  remaining(): number {
    return this.isLate ? 0 : Math.max(0, this.#timeout - this.elapsed());
  }

  /**
   * Calls back when a while is over: a wait, or the time of an attempt.
   *
   * @param ms How long it is, right after a look at the time.
   */
  startTimer(ms: number, callback: () => void): void {
    this.#stopwatch.timerStarted(ms);
    this.#timer.start(ms, () => {
      this.#stopwatch.timerRang();
      callback();
    });
  }

  /**
   * Calls back when the attempt under way has run out of time.
   *
   * @param callback Is told when that is, in words.
   */
  startLimit(callback: (when: string) => void): void {
    const remaining = this.remaining();
    const attemptRemaining = this.#attemptRemaining();
    const isDeadline = remaining <= attemptRemaining;
    const limit = Math.min(remaining, attemptRemaining);
    if (limit === Infinity) return;
    this.startTimer(limit, () => {
      this.isLate = isDeadline;
      callback(
        isDeadline
          ? `at the deadline of ${this.#timeout} ms`
          : `after ${this.#attemptTimeout} ms`,
      );
    });
  }

  /** Stops the wait or the limit that is under way, if any. */
  stop(): void {
    this.#timer.stop();
  }

  #attemptRemaining(): number {
    if (this.#attemptTimeout === Infinity) return Infinity;
    const spent = now() - this.#attemptStarted;
    // A clock may step back, or tell no number.
    return Math.max(0, this.#attemptTimeout - (spent > 0 ? spent : 0));
  }
}
