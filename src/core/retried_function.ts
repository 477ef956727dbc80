import { isTimed, signalOf } from "../options/policy.ts";
import { LiveAttempt } from "./attempt.ts";
import { Call } from "./call.ts";
import type { Callee, Invocation } from "./callee.ts";
import { isAsyncIterator, isPromise, misuseOf } from "./misuse.ts";
import { retriedGenerator } from "./retried_generator.ts";
import type { Work } from "./work.ts";

// A `then` callback returns this to keep its promise pending forever.
const NEVER = { then(): void {} };

/**
 * Calls a function until it succeeds or is not retried any more.
 *
 * @param invocation What to call, and how.
 * @returns A promise of what it returns, or the async generator that it returns.
 */
export function callFunction(
  invocation: Invocation<Callee>,
): Promise<unknown> | AsyncGenerator {
  try {
    const signal = signalOf(invocation.policy, invocation.args);
    const work = new RetriedFunction(invocation, signal);
    const generator = work.call.begin(false) ? work.attempt() : undefined;
    return generator ?? work.promise;
  } catch (error) {
    // The `signal` option is not valid, or is a function that has failed.
    return Promise.reject(error);
  }
}

/** A function that is retried, and may be abandoned during an attempt. */
class RetriedFunction implements Work {
  readonly call: Call<Callee>;
  /** What the call settles. */
  readonly promise: Promise<unknown>;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(
    invocation: Invocation<Callee>,
    signal: AbortSignal | undefined,
  ) {
    this.call = new Call(invocation, this, signal);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get canAbandon(): boolean {
    return true;
  }

  /**
   * Makes an attempt. Few calls lead here, as a stack trace shows only ten frames.
   *
   * @returns A retried generator, if the function turns out to be a compiled async
   * generator function.
   */
  attempt(): AsyncGenerator | undefined {
    const { call } = this;
    const { num, invocation } = call;
    const { callee, self, args } = invocation;
    if (callee.isBlock) call.attempt = new LiveAttempt(num, call);
    try {
      const given = callee.isBlock ? [call.attempt] : args;
      const result: unknown = Reflect.apply(callee.fn, self, given);
      // Most functions return promises. For these, the slow checks below are
      // skipped.
      if (!isPromise(result)) {
        // Only in the first attempt: after that, the caller already has a promise.
        if (num === 1 && callee.mayIterate && isAsyncIterator(result)) {
          call.end();
          return retriedGenerator(invocation, result);
        }
        const misuse = misuseOf(invocation, result);
        if (misuse) {
          call.reject(misuse);
          return undefined;
        }
      }
      this.#followUp(num, toPromise(result));
    } catch (error) {
      call.failed(num, error);
    }
    return undefined;
  }

  resume(): void {
    this.#lead(
      Promise.resolve().then(() => {
        if (this.call.beginRetry()) this.attempt();
        return NEVER;
      }),
    );
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  #followUp(num: number, result: Promise<unknown>): void {
    const { call } = this;
    this.#lead(result.then(
      (value) => call.succeeded(num) ? value : NEVER,
      (error) => {
        call.failed(num, error);
        return NEVER;
      },
    ));
    // Queued behind the reaction: an attempt that settles at once needs neither
    // timer nor listener.
    if (isTimed(call.policy) || call.signal) {
      void Promise.resolve().then(() => call.armLimits(num));
    }
  }

  /**
   * Connects a reaction to the promise that the caller has.
   *
   * A success arrives here, or a value that turns out to be a promise. Failures keep
   * the reaction pending, and settle the call by `reject`.
   *
   * V8 shows the caller's frames in the stack of an error only if each promise leads
   * to the next by `then`, or by the next promise's own resolve function.
   */
  #lead(reaction: Promise<unknown>): void {
    void reaction.then(this.#resolve, this.#reject);
  }
}

/** A promise of a result, whose `then` is the built-in one. */
function toPromise(result: unknown): Promise<unknown> {
  const promise = Promise.resolve(result);
  if (promise.then === Promise.prototype.then) return promise;
  return new Promise((resolve, reject) => promise.then(resolve, reject));
}
