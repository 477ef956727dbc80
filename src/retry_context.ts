import type { Attempt } from "./core/attempt.ts";
import { Attempts } from "./core/attempts.ts";
import { toPromising } from "./options/callable.ts";
import type { Callee, Named } from "./core/callee.ts";
import { Loop } from "./core/loop.ts";
import { callFunction } from "./core/retried_function.ts";
import type { RetryOptions } from "./options/options.ts";
import { type Policy, signalOf, toPolicy } from "./options/policy.ts";
import { current } from "./options/switches.ts";

/**
 * Retries a block of code, attempt by attempt.
 *
 * Each attempt is one round of a `for await` loop. It succeeds if its code ends
 * without calling `attempt.fail`: by `return`, `break`, `continue`, or by reaching
 * the end. Between attempts, the loop waits as {@linkcode retry} does.
 *
 * The code in the loop cannot be abandoned: limits take effect when the attempt
 * fails. So pass on `attempt.signal`, which aborts when a limit is reached.
 *
 * @example Retry a part of a function
 * ```ts
 * import { retryContext } from "@stamina/retry";
 *
 * async function load(url: string): Promise<string> {
 *   for await (const attempt of retryContext({ on: TypeError, attempts: 3 })) {
 *     try {
 *       const response = await fetch(url, { signal: attempt.signal });
 *       return await response.text();
 *     } catch (error) {
 *       attempt.fail(error);
 *     }
 *   }
 *   throw new Error("unreachable: was attempt.fail() forgotten?");
 * }
 *
 * const text = await load("https://example.com/users");
 * ```
 *
 * @param options Which failures to retry, and how.
 * @returns The attempts. Each loop over them is a call of its own.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 * @throws {RangeError} If an option is out of range.
 */
export function retryContext(options: RetryOptions): AsyncIterable<Attempt>;
/**
 * Retries a block of code: a function that gets the attempt.
 *
 * It is retried as {@linkcode retry} retries a function, and abandoned at the
 * deadline.
 *
 * @example Retry a request, and stop it at the deadline
 * ```ts
 * import { retryContext } from "@stamina/retry";
 *
 * const text = await retryContext(
 *   { on: TypeError, timeout: 10_000 },
 *   async ({ signal }) => {
 *     const response = await fetch("https://example.com/users", { signal });
 *     return await response.text();
 *   },
 * );
 * ```
 *
 * @typeParam T What the block returns.
 * @param options Which failures to retry, and how.
 * @param block The code to retry.
 * @returns What the block returns.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 * @throws {RangeError} If an option is out of range.
 */
export function retryContext<T>(
  options: RetryOptions,
  block: (attempt: Attempt) => T,
): Promise<Awaited<T>>;
export function retryContext(
  options: RetryOptions,
  block?: (attempt: Attempt) => unknown,
): AsyncIterable<Attempt> | Promise<unknown> {
  const policy = toPolicy(options, retryContext);
  const { name = "<context block>" } = policy;
  if (block === undefined) {
    const named = { name, method: undefined };
    return new Block(policy, named);
  }
  const callee: Callee = {
    fn: toPromising(block, retryContext),
    name,
    method: undefined,
    isBlock: true,
    mayIterate: false,
  };
  return callFunction({
    policy: current(policy),
    callee,
    self: undefined,
    args: [],
  }) as Promise<unknown>;
}

/**
 * A block of code that asks for its attempts.
 *
 * A class: in Node.js 20, an object literal with a computed key takes longer than
 * everything else that a loop does.
 */
class Block implements AsyncIterable<Attempt> {
  readonly #policy: Policy;
  readonly #named: Named;

  constructor(policy: Policy, named: Named) {
    this.#policy = policy;
    this.#named = named;
  }

  [Symbol.asyncIterator](): Attempts {
    return new Attempts(() => {
      const invocation = {
        policy: current(this.#policy),
        callee: this.#named,
        self: undefined,
        args: [],
      };
      const signal = signalOf(this.#policy, []);
      return new Loop(invocation, signal, false, false);
    });
  }
}
