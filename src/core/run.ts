import { LiveAttempt } from "./attempt.ts";
import { type Named, nameOf } from "./callee.ts";
import { now, stopTimer } from "../lib/clock.ts";
import {
  follow,
  type Follower,
  isAborted,
  reasonOf,
  unfollow,
} from "../lib/signals.ts";
import type { GiveUpReason } from "../hooks/details.ts";
import { discard } from "../lib/discard.ts";
import type { Ledger } from "../budget/ledger.ts";
import type { First } from "./first.ts";
import { Limits } from "./limits.ts";
import { tellGiveUp, tellRetry } from "./tell.ts";
import { timeoutError } from "../lib/timeout_error.ts";
import { judge } from "./verdict.ts";

// Any value can be thrown, `undefined` included.
const NONE = Symbol();

/** The state of one call, once its first attempt fails, lasts or is looked at. */
export abstract class Run<N extends Named = Named> extends Limits
  implements Follower {
  readonly signal: AbortSignal | undefined;
  readonly named: N;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** The milliseconds that were waited so far. */
  waited = 0;
  /** The number of attempts that were begun. */
  num = 1;
  /** Whether the last of them is under way. */
  running: boolean;
  /** Whether the call has ended. */
  over: boolean;
  /** The last attempt, if the retried code gets to see it. */
  attempt: LiveAttempt | undefined;
  /** Whether that attempt is known to have failed. */
  hasFailed = false;
  /** The milliseconds until the retry that is scheduled; -1 without one. */
  wait = -1;
  /** Why the attempt has run out of time, if it has. */
  expired: DOMException | undefined = undefined;

  #waitedBefore = 0;
  #denied = false;
  #error: unknown = undefined;
  #thrown: unknown = NONE;
  #dispose: (() => void) | undefined = undefined;

  constructor(first: First<N>) {
    super(first.policy, first.started);
    this.signal = first.signal;
    this.named = first.named;
    this.self = first.self;
    this.args = first.args;
    this.attempt = first.attempt;
    this.running = !first.isOver;
    this.over = first.isOver;
  }

  /** Makes one attempt. */
  protected abstract attemptOnce(): void;

  /** Deals with an attempt under way that a limit or an abort has stopped. */
  protected abstract interrupt(reason: unknown): void;

  /** Settles the call with an error. */
  abstract reject(error: unknown): void;

  /** Holds the attempt under way to the limits and the caller's signal. */
  protected guard(): void {
    const { signal } = this;
    if (isAborted(signal)) return this.#stop(reasonOf(signal));
    if (signal) follow(signal, this);
    this.startLimit();
  }

  /** Called when an attempt is asked for its signal. */
  abstract watch(attempt: LiveAttempt): void;

  /** What {@linkcode Attempt.fail} does. */
  fail(attempt: LiveAttempt, error: unknown): void {
    if (attempt !== this.attempt || this.over) throw error;
    if (!this.hasFailed) return this.plan(error);
    if (this.wait < 0) throw error;
    throw new TypeError("Cannot fail an attempt that has failed before", {
      cause: error,
    });
  }

  /**
   * Schedules the retry, and tells the hooks about it.
   *
   * @throws What the call ends with, if there is no retry.
   */
  protected plan(error: unknown): void {
    this.hasFailed = true;
    this.#error = error;
    if (!this.expired) this.#thrown = error;

    const wait = judge(this, error);
    if (typeof wait !== "number") throw tellGiveUp(this, wait, error);
    this.wait = wait;
    this.#waitedBefore = this.waited;
    this.#denied = false;
    if (this.policy.budget?.waits) return;
    this.#dispose = tellRetry(this, error);
    if (this.over) this.#release();
  }

  /** Begins the wait, unless hooks have taken too long or aborted the call. */
  protected retry(): void {
    this.running = false;
    stopTimer(this);
    if (isAborted(this.signal)) return this.giveUp("aborted");
    if (this.wait >= this.remaining()) return this.giveUp("timeout");
    discard(this.#error);
    try {
      if (this.signal) follow(this.signal, this);
      if (this.policy.instant) Promise.resolve().then(() => this.wake());
      else this.sleep(this.wait);
    } catch (error) {
      this.reject(error);
    }
  }

  /** The timer: the wait is over, or the attempt has run out of time. */
  wake(): void {
    if (this.running) return this.#expire();
    this.waited += this.wait;
    if (!this.policy.instant) this.slept();
    this.#release();
    if (this.over) return;
    if (isAborted(this.signal)) return this.giveUp("aborted");
    // The timer may be late, as after a machine was asleep.
    if (this.remaining() === 0) {
      return this.giveUp(this.#denied ? "budget" : "timeout");
    }
    if (this.policy.budget?.waits && !this.#takeTurn(this.policy.budget)) {
      return;
    }

    this.num++;
    this.running = true;
    this.hasFailed = false;
    this.wait = -1;
    this.expired = undefined;
    this.startAttempt();
    this.attemptOnce();
  }

  #takeTurn(budget: Ledger): boolean {
    if (budget.withdraw(now())) {
      const { waited } = this;
      // Without a denial, the difference is the wait but for rounding.
      if (this.#denied) this.wait = waited - this.#waitedBefore;
      this.waited = this.#waitedBefore;
      tellRetry(this, this.#error)?.();
      this.waited = waited;
      return !this.over;
    }
    this.#denied = true;
    const wait = budget.untilNextTurn(this.wait, this.remaining());
    if (wait === undefined) this.giveUp("budget");
    else this.sleep(this.wait = wait);
    return false;
  }

  /** The caller's signal has aborted. */
  aborted(): void {
    stopTimer(this);
    if (this.running) this.#stop(reasonOf(this.signal));
    else this.giveUp("aborted");
  }

  /** Ends the call without success, and tells the hooks why. */
  protected giveUp(
    reason: GiveUpReason,
    error: unknown = this.#error,
  ): void {
    this.end();
    this.reject(tellGiveUp(this, reason, error));
  }

  /** Leaves nothing behind: no timer, no listener, nothing to dispose. */
  protected end(): void {
    this.over = true;
    this.running = false;
    stopTimer(this);
    unfollow(this.signal, this);
    this.#release();
  }

  #expire(): void {
    const limit = this.reachLimit();
    this.expired = timeoutError(
      `Attempt ${this.num} of ${
        nameOf(this.named, this.self)
      } timed out ${limit}`,
      this.#thrown === NONE ? undefined : { cause: this.#thrown },
    );
    this.#stop(this.expired);
  }

  #stop(reason: unknown): void {
    if (this.attempt) LiveAttempt.stop(this.attempt, reason);
    this.interrupt(reason);
  }

  #release(): void {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    dispose?.();
  }
}
