import type { GiveUpReason } from "../hooks/details.ts";
import { discardBodies, holdBodies } from "../lib/bodies.ts";
import { now } from "../lib/clock.ts";
import { isTimed, type Policy } from "../options/policy.ts";
import { announceGiveUp, announceRecovery } from "./announce.ts";
import type { AttemptOwner, LiveAttempt } from "./attempt.ts";
import type { Invocation, Named } from "./callee.ts";
import { type Limited, Limits } from "./limits.ts";
import { isRunning, type Phase } from "./phase.ts";
import { PlannedRetry } from "./planned_retry.ts";
import { judge } from "./verdict.ts";
import type { Work } from "./work.ts";

/** One call, from its first attempt to its end. It is in one phase at a time. */
export class Call<N extends Named = Named> implements Limited, AttemptOwner {
  readonly invocation: Invocation<N>;
  readonly work: Work;
  readonly signal: AbortSignal | undefined;

  phase: Phase = "new";
  /** The number of attempts that were begun. */
  num = 0;
  attemptStarted = 0;
  /** How long the call has waited so far, in milliseconds. */
  waited = 0;
  /** The attempt under way, if the retried code gets to see it. */
  attempt: LiveAttempt | undefined;

  #limits: Limits | undefined;
  #retry: PlannedRetry | undefined;

  constructor(invocation: Invocation<N>, work: Work, signal?: AbortSignal) {
    this.invocation = invocation;
    this.work = work;
    this.signal = signal;
  }

  get policy(): Policy {
    return this.invocation.policy;
  }

  /** What can end it early. Most calls succeed at once, and need no limits. */
  get limits(): Limits {
    return this.#limits ??= new Limits(this);
  }

  /**
   * Begins the call, unless its signal has aborted before.
   *
   * @param isCounted Whether its budget knows of it already.
   * @returns Whether there is a first attempt.
   */
  begin(isCounted: boolean): boolean {
    if (this.signal && this.limits.isAborted) {
      this.reject(this.limits.abortReason);
      return false;
    }
    const { budget } = this.policy;
    // The clock is slow, but cannot be read later: what the first attempt does before
    // its first `await` counts towards the deadline.
    if (isTimed(this.policy) || budget) this.attemptStarted = now();
    if (!isCounted) budget?.deposit(this.attemptStarted);
    this.phase = "trying";
    this.num++;
    return true;
  }

  /** Begins the next attempt, and returns whether there is one. */
  beginRetry(): boolean {
    // To release an error runs code of the user's, which may abort or end the call.
    if (!this.limits.isAborted) this.#retry!.end();
    if (this.phase !== "waiting") return false;
    if (this.limits.isAborted) {
      this.#giveUp("aborted");
      return false;
    }
    this.limits.beginRetry();
    this.phase = "trying";
    this.num++;
    return true;
  }

  /** Arms the limits of an attempt, if it is still under way. */
  armLimits(num: number): void {
    if (!this.#isUnderWay(num)) return;
    try {
      this.limits.arm();
    } catch (error) {
      this.reject(error);
    }
  }

  fail(attempt: LiveAttempt, error: unknown): void {
    if (attempt !== this.attempt) throw error;
    if (this.phase === "planned" || this.phase === "waiting") {
      const aim = "Cannot fail an attempt that has failed before";
      throw new TypeError(aim, { cause: error });
    }
    if (this.phase !== "trying") throw error;
    try {
      this.#plan(error);
    } catch (final) {
      holdBodies(final);
      discardBodies(error);
      throw final;
    }
  }

  /** Notes that an attempt has succeeded. Returns whether the call has, too. */
  succeeded(num: number): boolean {
    if (!this.#isUnderWay(num)) return false;
    // The phase is `planned` if a block has called `fail`.
    const isOver = this.phase !== "planned";
    if (isOver) this.succeed();
    else this.startWait();
    return isOver;
  }

  /** Notes that an attempt of a function has failed, or is abandoned. */
  failed(num: number, error: unknown): void {
    if (this.#isUnderWay(num)) this.#goOnAfter(error);
    // Nobody gets to see an error that is neither thrown nor planned to be retried.
    discardBodies(error);
  }

  /** Begins the wait, unless hooks have taken too long or aborted the call. */
  startWait(): void {
    const { limits } = this;
    const { wait, lateReason } = this.#retry!;
    limits.stopTimer();
    if (limits.isAborted) return this.#giveUp("aborted");
    if (wait >= limits.remaining()) return this.#giveUp(lateReason);

    this.phase = "waiting";
    try {
      limits.startWait(wait);
    } catch (error) {
      this.reject(error);
    }
  }

  waitEnded(): void {
    const retry = this.#retry!;
    this.waited += retry.wait;
    retry.dispose();
    if (!this.#isInTime(retry.lateReason)) return;
    if (this.policy.budget?.waits) {
      if (!retry.takeTurn(this)) return this.startWait();
      // The hooks are told of the turn, and may take their time.
      if (!this.#isInTime("timeout")) return;
    }
    this.work.resume();
  }

  aborted(reason: unknown): void {
    if (this.phase === "waiting") this.#giveUp("aborted");
    else this.abandon(reason);
  }

  abandon(reason: unknown): void {
    if (!this.work.canAbandon) return;
    const { num } = this;
    // A success in the same turn still counts. It arrives one microtask later.
    void Promise.resolve().then(() => {
      if (this.#isUnderWay(num)) this.#goOnAfter(reason);
    });
  }

  /** Takes back an attempt whose code has not begun, and returns what ends the call. */
  takeBack(): unknown {
    this.num--;
    this.end();
    if (this.num > 0) announceGiveUp(this, "aborted");
    return this.limits.abortReason;
  }

  /** Settles the call with an error. */
  reject(error: unknown): void {
    holdBodies(error);
    this.end();
    this.work.reject(error);
  }

  /** Ends the call because the attempt under way has succeeded. */
  succeed(): void {
    const isSuccess = this.phase === "trying";
    this.end();
    if (isSuccess) this.policy.budget?.answer();
    if (isSuccess && this.num > 1) announceRecovery(this);
  }

  /** Ends the call. It leaves nothing behind: no timer, no listener, no body. */
  end(): void {
    this.phase = "over";
    this.#limits?.end();
    this.#retry?.end();
  }

  /** Plans a retry and tells the hooks, or throws what the call ends with. */
  #plan(error: unknown): void {
    // Set first, so that a `fail` from inside `on` does not plan another retry.
    this.phase = "refused";
    this.limits.noteThrown(error);
    const verdict = judge(this, error);
    if (typeof verdict !== "number") throw announceGiveUp(this, verdict, error);
    this.phase = "planned";
    this.#retry = new PlannedRetry(error, verdict, this.waited);
    if (!this.policy.budget?.waits) this.#retry.announce(this, verdict);
  }

  #goOnAfter(error: unknown): void {
    this.attempt = undefined;
    const { expired, isAborted } = this.limits;
    // If a block calls `fail` and then throws, the call ends with that error. If a
    // limit or an abort stopped the block in between, the planned retry goes ahead.
    const isStopped = expired !== undefined || isAborted;
    if (this.phase === "refused" || this.phase === "planned" && !isStopped) {
      return this.reject(error);
    }
    if (this.limits.isLate) return this.#giveUp("timeout", expired);
    if (this.phase === "trying") {
      try {
        this.#plan(expired ?? error);
      } catch (final) {
        return this.reject(final);
      }
    }
    this.startWait();
  }

  /** Ends the call without success, and tells the hooks why. */
  #giveUp(reason: GiveUpReason, error: unknown = this.#retry!.error): void {
    holdBodies(reason === "aborted" ? this.limits.abortReason : error);
    this.end();
    this.work.reject(announceGiveUp(this, reason, error));
  }

  /** Ends a wait that an abort or the deadline has ended, and returns false then. */
  #isInTime(lateReason: GiveUpReason): boolean {
    if (this.phase !== "waiting") return false;
    if (this.limits.isAborted) this.#giveUp("aborted");
    // The timer may be late, as after a machine was asleep.
    else if (this.limits.remaining() === 0) this.#giveUp(lateReason);
    return this.phase === "waiting";
  }

  #isUnderWay(num: number): boolean {
    return this.num === num && isRunning(this.phase);
  }
}
