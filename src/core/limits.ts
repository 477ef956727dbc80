import { now } from "../lib/clock.ts";
import { Timer, type TimerOwner } from "../lib/timer.ts";
import type { Policy } from "../options/policy.ts";
import { LiveAttempt } from "./attempt.ts";
import { type Invocation, nameOf } from "./callee.ts";
import { type Abortable, CallerSignal } from "./caller_signal.ts";
import { isRunning, type Phase } from "./phase.ts";
import { timeoutError } from "./timeout_error.ts";
import type { Work } from "./work.ts";

/** A call, as its limits see it. */
export interface Limited {
  readonly invocation: Invocation;
  readonly policy: Policy;
  readonly signal: AbortSignal | undefined;
  readonly work: Pick<Work, "canAbandon">;
  readonly phase: Phase;
  /** The number of the attempt under way. */
  readonly num: number;
  /** What the clock showed when the attempt under way began, if it was read. */
  attemptStarted: number;
  /** The attempt under way, if the retried code gets to see it. */
  readonly attempt: LiveAttempt | undefined;
  /** Called when a wait is over. */
  waitEnded(): void;
  /** Goes on without the attempt under way, a microtask later. */
  abandon(reason: unknown): void;
  /** Ends the call because the caller's signal has aborted. */
  aborted(reason: unknown): void;
}

// Any value can be thrown, also `undefined`.
const NOTHING = /* @__PURE__ */ Symbol();

/**
 * What can end an attempt or a wait early: the deadline, the limit of each attempt,
 * and the caller's signal.
 *
 * One timer is enough, as at any time there is either a wait or an attempt to end.
 */
export class Limits implements Abortable, TimerOwner {
  /** Why the attempt under way has run out of time, if it has. */
  expired: Error | undefined;

  readonly #call: Limited;
  readonly #signal: CallerSignal | undefined;
  /** Whether the timer of the attempt rings at the deadline. */
  #isForDeadline = false;
  /** What the retried code has thrown the last time. */
  #thrown: unknown = NOTHING;
  #lazyTimer: Timer | undefined;

  constructor(call: Limited) {
    this.#call = call;
    this.#signal = call.signal && new CallerSignal(call.signal, this);
  }

  /** Whether the deadline has passed during an attempt. */
  get isLate(): boolean {
    return this.expired !== undefined && this.#isForDeadline;
  }

  get isAborted(): boolean {
    return this.#signal?.isAborted === true;
  }

  /** Why the caller's signal has aborted, if it has. */
  get abortReason(): unknown {
    return this.#signal!.reason;
  }

  /** Notes that another attempt begins. */
  beginRetry(): void {
    this.expired = undefined;
    // It follows the signal again if its code asks for this attempt's signal.
    this.#unfollowIfLoop();
    const { policy } = this.#call;
    if (policy.attemptTimeout < Infinity) this.#call.attemptStarted = now();
  }

  /** Notes what the retried code has thrown. */
  noteThrown(error: unknown): void {
    if (!this.expired) this.#thrown = error;
  }

  /**
   * The milliseconds since the call began. Without a timeout no clock is read, and
   * only what the timer has measured counts.
   */
  elapsed(): number {
    const { timeout } = this.#call.policy;
    if (timeout < Infinity) this.#timer.look();
    return this.#timer.elapsed();
  }

  /** The milliseconds until the deadline. */
  remaining(): number {
    const { timeout } = this.#call.policy;
    return this.isLate ? 0 : Math.max(0, timeout - this.elapsed());
  }

  /** Starts a wait, counted from the last call of `remaining()`. */
  startWait(ms: number): void {
    const call = this.#call;
    this.#signal?.follow();
    if (!call.policy.instant) return this.#timer.start(ms);
    void Promise.resolve().then(() => call.waitEnded());
  }

  /** Arms the limits of the attempt under way. */
  arm(): void {
    this.#signal?.follow();
    if (this.isAborted) return;
    const remaining = this.remaining();
    const attemptRemaining = this.#attemptRemaining();
    this.#isForDeadline = remaining <= attemptRemaining;
    const limit = Math.min(remaining, attemptRemaining);
    if (limit < Infinity) this.#timer.start(limit);
  }

  /** Called when an attempt is asked for its signal for the first time. */
  watch(attempt: LiveAttempt): void {
    const { work, phase } = this.#call;
    if (attempt !== this.#call.attempt || !isRunning(phase)) return;
    // The limits of a function are armed anyway.
    if (work.canAbandon) this.#signal?.follow();
    else this.arm();
  }

  rang(): void {
    if (this.#call.phase === "waiting") this.#call.waitEnded();
    else this.#expire();
  }

  abortAttempt(reason: unknown): void {
    this.stopTimer();
    const { attempt, phase } = this.#call;
    if (attempt && isRunning(phase)) LiveAttempt.abort(attempt, reason);
  }

  aborted(reason: unknown): void {
    this.#call.aborted(reason);
    this.#unfollowIfLoop();
  }

  /** Stops the timer of the wait or of the attempt that is under way, if any. */
  stopTimer(): void {
    this.#lazyTimer?.stop();
  }

  /** Leaves no timer and no listener behind. */
  end(): void {
    this.stopTimer();
    this.#signal?.unfollow();
  }

  // Most calls succeed at once, and need no timer. It is made in the first attempt, so
  // it counts from the beginning of the call.
  get #timer(): Timer {
    return this.#lazyTimer ??= new Timer(this.#call.attemptStarted, this);
  }

  #attemptRemaining(): number {
    const { attemptTimeout } = this.#call.policy;
    if (attemptTimeout === Infinity) return Infinity;
    const spent = now() - this.#call.attemptStarted;
    // A clock may step back, or tell no number.
    return Math.max(0, attemptTimeout - (spent > 0 ? spent : 0));
  }

  /** The attempt under way has run out of time. */
  #expire(): void {
    const { num, invocation, policy } = this.#call;
    const expired = timeoutError(
      `Attempt ${num} of ${nameOf(invocation)}`,
      this.#isForDeadline
        ? `at the deadline of ${policy.timeout} ms`
        : `after ${policy.attemptTimeout} ms`,
      this.#thrown === NOTHING ? undefined : { error: this.#thrown },
    );
    this.expired = expired;
    this.abortAttempt(expired);
    this.#unfollowIfLoop();
    void Promise.resolve().then(() => this.#call.abandon(expired));
  }

  /** A loop may be dropped without an end, so it must not stay on its signal. */
  #unfollowIfLoop(): void {
    if (!this.#call.work.canAbandon) this.#signal?.unfollow();
  }
}
