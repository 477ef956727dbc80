import { LiveAttempt } from "./attempt.ts";
import { attemptOnce } from "./attempt_once.ts";
import type { Callee } from "./callee.ts";
import type { First } from "./first.ts";
import { isAborted, reasonOf } from "../lib/signals.ts";
import { beginCall } from "./limits.ts";
import { isTimed, type Policy, signalOf } from "../options/policy.ts";
import { Run } from "./run.ts";

/**
 * Calls a function until it succeeds or there is to be no retry.
 *
 * Most calls succeed at once, and need no state but what is in here: a
 * {@linkcode Call} is made when an attempt has failed, or takes its time.
 *
 * @param policy The policy that holds for this call.
 * @param callee What to call.
 * @param self Its receiver.
 * @param args Its arguments.
 * @returns What it returns.
 */
export function call(
  policy: Policy,
  callee: Callee,
  self: unknown,
  args: readonly unknown[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const signal = signalOf(policy, args);
    if (signal?.aborted) return reject(reasonOf(signal));

    // A look at the clock costs as much as the rest of this, but an attempt or a
    // caller that blocks before the state is made must not move the deadline.
    const started = beginCall(policy);
    let state: Call | undefined;
    let isOver = false;
    const toState = (): Call =>
      state ??= new Call(
        { policy, named: callee, self, args, signal, started, attempt, isOver },
        resolve,
        reject,
      );
    const attempt = callee.isBlock ? new LiveAttempt(1, toState) : undefined;

    const misuse = attemptOnce(
      callee,
      self,
      attempt ? [attempt] : args,
      isTimed(policy) || signal !== undefined,
      (value) => {
        if (state) return state.succeeded(1, value);
        isOver = true;
        policy.budget?.answer();
        resolve(value);
      },
      (error) => toState().failed(1, error),
      () => {
        if (!isOver) toState().hold(1);
      },
    );
    if (misuse) toState().reject(misuse);
  });
}

type Settle = (value: unknown) => void;

/** One call of a function, which may be abandoned in the middle of an attempt. */
class Call extends Run<Callee> {
  readonly #resolve: Settle;
  readonly #reject: Settle;

  constructor(first: First<Callee>, resolve: Settle, reject: Settle) {
    super(first);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  watch(attempt: LiveAttempt): void {
    if (attempt !== this.attempt || !this.running) return;
    // The signal is only followed once the attempt has begun.
    if (isAborted(this.signal)) {
      LiveAttempt.stop(attempt, reasonOf(this.signal));
    }
  }

  /** Holds an attempt to its limits, if it is still under way. */
  hold(num: number): void {
    if (!this.#isUnderWay(num)) return;
    try {
      this.guard();
    } catch (error) {
      this.reject(error);
    }
  }

  succeeded(num: number, value: unknown): void {
    if (!this.#isUnderWay(num)) return;
    // A block can catch its error and say that it has failed.
    if (this.wait >= 0) return this.retry();

    this.policy.budget?.answer();
    this.end();
    this.#resolve(value);
  }

  failed(num: number, error: unknown): void {
    if (!this.#isUnderWay(num)) return;
    this.attempt = undefined;
    // A block that throws after it has said that it failed is to end. But one
    // that was only stopped in between is retried as it was scheduled.
    const isStopped = this.expired || isAborted(this.signal);
    const hasEnded = this.wait < 0 || !isStopped;
    if (this.hasFailed && hasEnded) return this.reject(error);

    if (this.late) return this.giveUp("timeout", this.expired);
    if (!this.hasFailed) {
      try {
        this.plan(this.expired ?? error);
      } catch (final) {
        return this.reject(final);
      }
    }
    this.retry();
  }

  reject(error: unknown): void {
    this.end();
    this.#reject(error);
  }

  protected attemptOnce(): void {
    const { num } = this;
    const attempt = this.named.isBlock
      ? new LiveAttempt(num, () => this)
      : undefined;
    this.attempt = attempt;
    const misuse = attemptOnce(
      this.named,
      this.self,
      attempt ? [attempt] : this.args,
      // The signal has been followed since the wait.
      isTimed(this.policy),
      (value) => this.succeeded(num, value),
      (error) => this.failed(num, error),
      () => this.hold(num),
    );
    if (misuse) this.reject(misuse);
  }

  protected interrupt(reason: unknown): void {
    const { num } = this;
    // A success that comes in the same turn still counts. It needs one
    // microtask to settle the attempt's promise and one to arrive here.
    Promise.resolve().then(() => {}).then(() => this.failed(num, reason));
  }

  #isUnderWay(num: number): boolean {
    return this.running && this.num === num;
  }
}
