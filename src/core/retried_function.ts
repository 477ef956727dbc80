import { isTimed, signalOf } from "../options/policy.ts";
import { LiveAttempt } from "./attempt.ts";
import { Call } from "./call.ts";
import type { Callee, Invocation } from "./callee.ts";
import { isAsyncIterator, isPromise, misuseOf } from "./misuse.ts";
import { retriedGenerator } from "./retried_generator.ts";
import type { Work } from "./work.ts";

// A reaction returns it to keep its promise pending for ever.
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
    // The signal is of no use, or the clock of a budget.
    return Promise.reject(error);
  }
}

/** A function that is retried, and may be abandoned during an attempt. */
class RetriedFunction implements Work {
  readonly call: Call;
  /** What the call settles. */
  readonly promise: Promise<unknown>;
  readonly #invocation: Invocation<Callee>;
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
    this.#invocation = invocation;
  }

  get canAbandon(): boolean {
    return true;
  }

  /**
   * Makes an attempt. Few functions call it, as a stack shows only ten frames.
   *
   * @returns What the function has returned, if it is a generator that a compiler
   * has made.
   */
  attempt(): AsyncGenerator | undefined {
    const { call } = this;
    const { num } = call;
    const { callee, self, args } = this.#invocation;
    if (callee.isBlock) call.attempt = new LiveAttempt(num, call);
    try {
      const given = callee.isBlock ? [call.attempt] : args;
      const result: unknown = Reflect.apply(callee.fn, self, given);
      // Most functions return promises, and a look at these takes time.
      if (!isPromise(result)) {
        // In a later attempt, the promise of the call has been returned.
        if (num === 1 && callee.mayIterate && isAsyncIterator(result)) {
          call.end();
          return retriedGenerator(this.#invocation, result);
        }
        const misuse = misuseOf(this.#invocation, result);
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
   * Leads from a reaction to the caller.
   *
   * V8 shows the caller's frames in the stack of an error if it gets from one
   * promise to the next by `then`, or by the very function that resolves it.
   */
  #lead(reaction: Promise<unknown>): void {
    void reaction.then(this.#resolve);
  }
}

/** A promise of a result that has no `then` of its own. */
function toPromise(result: unknown): Promise<unknown> {
  const promise = Promise.resolve(result);
  if (promise.then === Promise.prototype.then) return promise;
  return new Promise((resolve, reject) => promise.then(resolve, reject));
}
