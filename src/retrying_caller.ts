import { toPromising } from "./options/callable.ts";
import { nameOfFunction } from "./core/callee.ts";
import { callFunction } from "./core/retried_function.ts";
import { inspectable } from "./lib/inspect.ts";
import { blameCaller } from "./lib/messages.ts";
import { type CheckedOn, type RetryOn, toOn } from "./options/on.ts";
import type { RetryingCallerOptions } from "./options/options.ts";
import {
  type CallerPolicy,
  shownOf,
  toCallerPolicy,
} from "./options/policy.ts";
import { current } from "./options/switches.ts";

/** Calls functions with retries, on the failures that were passed to `on()`. */
export interface BoundRetryingCaller {
  /**
   * Calls a function with retries.
   *
   * @typeParam A The arguments of the function.
   * @typeParam R What the function returns.
   * @param fn The function to call.
   * @param args Its arguments.
   * @returns What the function returns.
   */
  <A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>>;
}

/**
 * Calls functions with retries, without wrapping them first.
 *
 * One caller can make any number of calls, even at the same time.
 *
 * @example Call a function
 * ```ts
 * import { RetryingCaller } from "@stamina/retry";
 *
 * const caller = new RetryingCaller({ attempts: 3 });
 *
 * const response = await caller.call(
 *   TypeError,
 *   fetch,
 *   "https://example.com/users",
 * );
 * ```
 */
export class RetryingCaller {
  readonly #policy: CallerPolicy;

  /**
   * Makes a caller.
   *
   * @param options How to retry.
   * @throws {TypeError} If an option is unknown or of the wrong kind.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(options: RetryingCallerOptions = {}) {
    this.#policy = toCallerPolicy(options, RetryingCaller);
    inspectable(
      RetryingCaller.prototype,
      "RetryingCaller",
      (self) => shownOf(self.#policy),
    );
  }

  /**
   * Calls a function with retries.
   *
   * @typeParam A The arguments of the function.
   * @typeParam R What the function returns.
   * @param on Which failures are retried.
   * @param fn The function to call.
   * @param args Its arguments.
   * @returns What the function returns.
   * @throws {TypeError} If `on` is not valid, or `fn` not a function.
   */
  call<A extends unknown[], R>(
    on: RetryOn,
    fn: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> {
    try {
      return this.on(on)(fn, ...args);
    } catch (error) {
      throw blameCaller(error, RetryingCaller.prototype.call);
    }
  }

  /**
   * Picks the failures that are retried.
   *
   * @example Pick them once
   * ```ts
   * import { RetryingCaller } from "@stamina/retry";
   *
   * const call = new RetryingCaller({ attempts: 3 }).on(TypeError);
   *
   * const response = await call(fetch, "https://example.com/users");
   * ```
   *
   * @param on Which failures are retried.
   * @returns A function that calls functions with retries.
   * @throws {TypeError} If `on` is not valid.
   */
  on(on: RetryOn): BoundRetryingCaller {
    const policy = { ...this.#policy, on: checked(on) };
    const bound: BoundRetryingCaller = (fn, ...args) => {
      const callee = {
        fn: toPromising(fn, bound),
        name: policy.name ?? nameOfFunction(fn),
        method: undefined,
        isBlock: false,
        mayIterate: false,
      };
      return callFunction({
        policy: current(policy),
        callee,
        self: undefined,
        args,
        // deno-lint-ignore no-explicit-any -- the type of what the function returns
      }) as Promise<any>;
    };
    return bound;
  }
}

function checked(on: RetryOn): CheckedOn {
  try {
    return toOn(on);
  } catch (error) {
    throw blameCaller(error, RetryingCaller.prototype.on);
  }
}
