import { LiveAttempt } from "./attempt.ts";
import type { Callee } from "./callee.ts";
import type { Policy } from "./policy.ts";
import { wrongKind } from "./refuse.ts";
import { Run } from "./run.ts";

/**
 * Calls a function until it succeeds or there is to be no retry.
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
    new Call(policy, callee, self, args, resolve, reject).resume();
  });
}

type Settle = (value: unknown) => void;

/** One call of a function, which may be abandoned in the middle of an attempt. */
class Call extends Run {
  readonly #callee: Callee;
  readonly #resolve: Settle;
  readonly #reject: Settle;

  constructor(
    policy: Policy,
    callee: Callee,
    self: unknown,
    args: readonly unknown[],
    resolve: Settle,
    reject: Settle,
  ) {
    super(policy, callee, self, args);
    this.#callee = callee;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  watch(attempt: LiveAttempt): void {
    if (attempt !== this.attempt || !this.running) return;
    // The signal is only followed once the attempt has begun.
    if (this.signal?.aborted) LiveAttempt.stop(attempt, this.signal.reason);
  }

  protected attemptOnce(): void {
    const { policy, signal, num } = this;
    try {
      const result = this.#invoke();
      const misuse = misuseOf(this.#callee, result);
      if (misuse !== undefined) {
        return this.reject(
          wrongKind(`retry ${this.name()} as ${misuse}`, result),
        );
      }
      Promise.resolve(result).then(
        (value) => this.#succeeded(num, value),
        (error) => this.#failed(num, error),
      );
    } catch (error) {
      return this.#failed(num, error);
    }

    if (signal || Math.min(policy.timeout, policy.attemptTimeout) < Infinity) {
      // Queued behind the attempt's own reaction: an attempt that settles at
      // once needs neither timer nor listener.
      Promise.resolve().then(() => {
        if (!this.#isUnderWay(num)) return;
        try {
          this.guard();
        } catch (error) {
          this.reject(error);
        }
      });
    }
  }

  protected interrupt(reason: unknown): void {
    const { num } = this;
    // A success that comes in the same turn still counts. It needs one
    // microtask to settle the attempt's promise and one to arrive here.
    Promise.resolve().then(() => {}).then(() => this.#failed(num, reason));
  }

  protected reject(error: unknown): void {
    this.end();
    this.#reject(error);
  }

  #invoke(): unknown {
    const { fn, isBlock } = this.#callee;
    if (!isBlock) return Reflect.apply(fn, this.self, this.args);
    this.attempt = new LiveAttempt(this);
    return fn(this.attempt);
  }

  #isUnderWay(num: number): boolean {
    return this.running && this.num === num;
  }

  #succeeded(num: number, value: unknown): void {
    if (!this.#isUnderWay(num)) return;
    // A block can catch its error and say that it has failed.
    if (this.wait >= 0) return this.retry();

    this.end();
    this.#resolve(value);
  }

  #failed(num: number, error: unknown): void {
    if (!this.#isUnderWay(num)) return;
    this.attempt = undefined;
    if (this.late) return this.giveUp("timeout", this.expired);
    if (!this.failed) {
      try {
        this.plan(this.expired ?? error);
      } catch (final) {
        return this.reject(final);
      }
    } else if (!this.expired || this.wait < 0) {
      // A block that throws after it has said that it failed is to end. But one
      // that was only stopped in between is retried as it was scheduled.
      return this.reject(error);
    }
    this.retry();
  }
}

/** What is wrong with what a function has returned, as retrying cannot help. */
function misuseOf({ method }: Callee, result: unknown): string | undefined {
  if (result instanceof Promise) return undefined;
  if (Object.prototype.toString.call(result) === "[object AsyncGenerator]") {
    return "a function that returns an async generator must be an async generator function";
  }
  // deno-lint-ignore no-explicit-any -- it can be anything
  if (method === undefined || typeof (result as any)?.then === "function") {
    return undefined;
  }
  return "a decorated method must return a promise";
}
