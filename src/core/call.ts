import type { GiveUpReason } from "../hooks/details.ts";
import { discardBodies, holdBodies } from "../lib/bodies.ts";
import { now } from "../lib/clock.ts";
import type { Policy } from "../options/policy.ts";
import { announceGiveUp, announceRecovery } from "./announce.ts";
import type { AttemptOwner, LiveAttempt } from "./attempt.ts";
import type { Invocation } from "./callee.ts";
import { type Interruptible, Interrupts } from "./interrupts.ts";
import { isRunning, type Phase } from "./phase.ts";
import { PlannedRetry } from "./planned_retry.ts";
import { judge } from "./verdict.ts";
import type { Work } from "./work.ts";

/** One call, from its first attempt to its end. It is in one phase at a time. */
export class Call implements Interruptible, AttemptOwner {
  readonly invocation: Invocation;
  readonly policy: Policy;
  readonly work: Work;
  readonly interrupts: Interrupts;

  phase: Phase = "new";
  /** The number of attempts that were begun. */
  num = 0;
  /** The milliseconds that were waited so far. */
  waited = 0;
  /** The attempt under way, if the retried code gets to see it. */
  attempt: LiveAttempt | undefined = undefined;

  #retry: PlannedRetry | undefined = undefined;

  constructor(
    invocation: Invocation,
    signal: AbortSignal | undefined,
    work: Work,
  ) {
    this.invocation = invocation;
    this.policy = invocation.policy;
    this.interrupts = new Interrupts(this, signal);
    this.work = work;
  }

  /**
   * Begins the call, unless its signal has aborted before.
   *
   * @param isCounted Whether its budget knows of it already.
   * @returns Whether there is a first attempt.
   */
  begin(isCounted: boolean): boolean {
    if (this.interrupts.isAborted) {
      this.reject(this.interrupts.signal?.reason);
      return false;
    }
    const started = this.interrupts.begin();
    if (!isCounted) this.policy.budget?.deposit(started ?? now());
    this.#beginAttempt();
    return true;
  }

  /** Begins the next attempt, and returns whether there is one. */
  beginRetry(): boolean {
    if (this.phase !== "waiting") return false;
    if (this.interrupts.isAborted) {
      this.#giveUp("aborted");
      return false;
    }
    this.#retry!.end();
    this.interrupts.limits.beginAttempt();
    this.#beginAttempt();
    return true;
  }

  /** Holds an attempt to the limits and to the signal, if it is still under way. */
  hold(num: number): void {
    if (!this.#isUnderWay(num)) return;
    try {
      this.interrupts.hold();
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

  /** Notes that an attempt of a function has succeeded: has the call, too? */
  succeeded(num: number): boolean {
    if (!this.#isUnderWay(num)) return false;
    // A block can catch its error and say that it has failed.
    const isOver = this.phase !== "planned";
    if (isOver) this.succeed();
    else this.startWait();
    return isOver;
  }

  /** Notes that an attempt of a function has failed, or is abandoned. */
  failed(num: number, error: unknown): void {
    if (this.#isUnderWay(num)) this.#goOnAfter(error);
    // Nobody sees an error that is neither thrown nor waited for.
    discardBodies(error);
  }

  /** Begins the wait, unless hooks have taken too long or aborted the call. */
  startWait(): void {
    const { interrupts, policy } = this;
    const { wait, lateReason } = this.#retry!;
    interrupts.limits.stop();
    if (interrupts.isAborted) return this.#giveUp("aborted");
    if (wait >= interrupts.limits.remaining()) return this.#giveUp(lateReason);

    this.phase = "waiting";
    const end = () => this.#endWait();
    try {
      interrupts.signal?.follow();
      if (policy.instant) void Promise.resolve().then(end);
      else interrupts.limits.startWait(wait, end);
    } catch (error) {
      this.reject(error);
    }
  }

  aborted(reason: unknown): void {
    if (this.phase === "waiting") this.#giveUp("aborted");
    else this.abandon(reason);
  }

  abandon(reason: unknown): void {
    if (!this.work.canAbandon) return;
    const { num } = this;
    // A success counts if the attempt's promise is fulfilled in this turn: that
    // takes one microtask to arrive here.
    void Promise.resolve().then(() => {
      if (this.#isUnderWay(num)) this.#goOnAfter(reason);
    });
  }

  /** Ends the call before the code of an attempt begins, and returns why. */
  takeBack(): unknown {
    this.num--;
    if (this.num > 0) this.#conclude("aborted");
    this.end();
    return this.interrupts.signal?.reason;
  }

  /** Settles the call with an error. */
  reject(error: unknown): void {
    holdBodies(error);
    this.end();
    this.work.reject(error);
  }

  /** Ends the call as the attempt under way has succeeded. */
  succeed(): void {
    const isSuccess = this.phase === "trying";
    this.end();
    if (isSuccess) this.policy.budget?.answer();
    if (isSuccess && this.num > 1) announceRecovery(this);
  }

  /** Ends the call. It leaves nothing behind: no timer, no listener, no body. */
  end(): void {
    this.phase = "over";
    this.interrupts.end();
    this.#retry?.end();
  }

  #beginAttempt(): void {
    this.phase = "trying";
    this.num++;
    this.interrupts.expired = undefined;
  }

  /** Plans a retry and tells the hooks, or throws what the call ends with. */
  #plan(error: unknown): void {
    // Until it is judged, so that it is judged once.
    this.phase = "refused";
    this.interrupts.noteThrown(error);
    const verdict = judge(this, error);
    if (typeof verdict !== "number") throw this.#conclude(verdict, error);

    this.phase = "planned";
    this.#retry = new PlannedRetry(error, verdict, this.waited);
    if (!this.policy.budget?.waits) this.#retry.announce(this, verdict);
  }

  #goOnAfter(error: unknown): void {
    this.attempt = undefined;
    const { expired, isAborted } = this.interrupts;
    // A block that throws after it has said that it failed is to end. But a block
    // that was only stopped in between is retried as it was planned.
    const isStopped = expired !== undefined || isAborted;
    if (this.phase === "refused" || this.phase === "planned" && !isStopped) {
      return this.reject(error);
    }
    if (this.interrupts.limits.isLate) return this.#giveUp("timeout", expired);
    if (this.phase === "trying") {
      try {
        this.#plan(expired ?? error);
      } catch (final) {
        return this.reject(final);
      }
    }
    this.startWait();
  }

  #endWait(): void {
    const { interrupts } = this;
    const retry = this.#retry!;
    this.waited += retry.wait;
    retry.dispose();
    if (this.phase !== "waiting") return;
    if (interrupts.isAborted) return this.#giveUp("aborted");
    // The timer may be late, as after a machine was asleep.
    if (interrupts.limits.remaining() === 0) this.#giveUp(retry.lateReason);
    else if (retry.takeTurn(this)) this.work.resume();
    else this.startWait();
  }

  /** Ends the call without success, and tells the hooks why. */
  #giveUp(reason: GiveUpReason, error: unknown = this.#retry?.error): void {
    if (reason !== "aborted") holdBodies(error);
    this.end();
    this.work.reject(this.#conclude(reason, error));
  }

  /** Tells the hooks why the call ends, and returns what it ends with. */
  #conclude(reason: GiveUpReason, error?: unknown): unknown {
    const final = reason === "aborted" ? this.interrupts.signal?.reason : error;
    holdBodies(final);
    announceGiveUp(this, reason, final);
    return final;
  }

  #isUnderWay(num: number): boolean {
    return this.num === num && isRunning(this.phase);
  }
}
