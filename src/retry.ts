import { callFunction } from "./core/retried_function.ts";
import { retriedGenerator } from "./core/retried_generator.ts";
import {
  type Callable,
  isAsyncGeneratorFunction,
  toCallable,
} from "./options/callable.ts";
import { type Callee, nameOfFunction } from "./core/callee.ts";
import type { RetryOptions } from "./options/options.ts";
import { type Policy, shownOf, toPolicy } from "./options/policy.ts";
import { inspectable } from "./lib/inspect.ts";
import { copyMetadata } from "./lib/metadata.ts";
import { copyProperties } from "./lib/properties.ts";
import { own } from "./lib/realms.ts";
import { blameCaller, misuse, wrongKind } from "./lib/messages.ts";
import type { Retrier } from "./options/retrier.ts";
import { current } from "./options/switches.ts";

/**
 * Retries a function or method when it fails.
 *
 * Before retry number `n` it waits for
 * `min(waitMax, waitInitial * waitExpBase ** (n - 1))` milliseconds, plus a random
 * jitter between 0 and `waitJitter`. With the defaults, that is between 0.1 and 1.1
 * seconds before the first retry, and never more than 46 seconds. The formula is
 * that of Python's stamina, except that jitter is added after the cap.
 *
 * If there is no other retry, the call throws the last error as it was thrown. If
 * the function is still running at the deadline, it is abandoned: the call rejects
 * with a `DOMException` named `TimeoutError`, whose `cause` is the last error that
 * the function threw. Whatever the function does after that is ignored.
 *
 * An async generator function starts over on each retry, even after it has yielded.
 * It cannot be abandoned: limits take effect when it fails.
 *
 * @example Wrap a function
 * ```ts
 * import { retry } from "@stamina/retry";
 *
 * const load = retry({ on: TypeError, attempts: 3 })(fetch);
 *
 * const response = await load("https://example.com/users");
 * ```
 *
 * @example Decorate a method
 * ```ts
 * import { retry } from "@stamina/retry";
 *
 * class Client {
 *   @retry({ on: TypeError, attempts: 3 })
 *   async load(id: string): Promise<Response> {
 *     return await fetch(`https://example.com/${id}`);
 *   }
 * }
 *
 * const response = await new Client().load("users");
 * ```
 *
 * @param options Which failures to retry, and how.
 * @returns A function that wraps functions and decorates methods.
 * @throws {TypeError} If an option is unknown or of the wrong kind, or if a function
 * is passed to `retry` itself.
 * @throws {RangeError} If an option is out of range.
 */
export function retry(options: RetryOptions): Retrier {
  // A mix-up with `retryContext(options, fn)`, or with another library.
  if (typeof options === "function" || typeof arguments[1] === "function") {
    throw blameCaller(
      misuse("retry as 'retry' takes only options: write retry(options)(fn)"),
      retry,
    );
  }
  const policy = toPolicy(options, retry);
  const retrier = (
    value: unknown,
    context?: unknown,
    descriptor?: unknown,
  ): unknown => {
    try {
      if (isLegacy(context, descriptor)) {
        return decorateLegacy(policy, context as PropertyKey, descriptor);
      }
      if (typeof context === "object" && context !== null) {
        return decorate(policy, value, context as DecoratorContext);
      }
      return wrap(policy, value);
    } catch (error) {
      throw blameCaller(error, retrier);
    }
  };
  return inspectable(retrier, "retry", () => shownOf(policy)) as Retrier;
}

function decorate(
  policy: Policy,
  method: unknown,
  { kind, name }: DecoratorContext,
): unknown {
  if (kind !== "method") {
    throw wrongKind("retry as the decorated element must be a method", kind);
  }
  return wrap(policy, method, String(name));
}

/**
 * Whether the arguments are those of a decorator under `experimentalDecorators`, and
 * not those that `fns.map` and the like pass.
 */
function isLegacy(key: unknown, descriptor: unknown): boolean {
  // `fns.map` and the like may pass an object of functions that has a key of this
  // name.
  if (typeof own(Object(descriptor), "configurable") === "boolean") return true;
  // The decorator of a field gets no descriptor, and that of a parameter gets its
  // index.
  return (typeof key === "string" || typeof key === "symbol") &&
    (descriptor === undefined || typeof descriptor === "number");
}

function decorateLegacy(
  policy: Policy,
  name: PropertyKey,
  descriptor: unknown,
): PropertyDescriptor {
  const method = (descriptor as PropertyDescriptor | undefined)?.value;
  if (typeof method !== "function") {
    throw wrongKind("retry as the decorated element must be a method", method);
  }
  return {
    ...(descriptor as PropertyDescriptor),
    value: wrap(policy, method, String(name)),
  };
}

function wrap(policy: Policy, value: unknown, method?: string): unknown {
  const fn = toCallable(value);
  const name = policy.name ??
    (method === undefined ? nameOfFunction(fn) : undefined);
  const callee: Callee = { fn, name, method, isBlock: false, mayIterate: true };
  const wrapper = isAsyncGeneratorFunction(fn)
    ? wrapGenerator(policy, callee)
    : wrapFunction(policy, callee);
  copyProperties(fn, wrapper);
  copyMetadata(fn, wrapper);
  return wrapper;
}

// Both wrappers are methods, which have no `prototype` property of their own. That
// of a plain function could not be replaced by the wrapped function's.

function wrapFunction(policy: Policy, callee: Callee): Callable {
  return {
    wrapper(this: unknown, ...args: unknown[]) {
      return callFunction({
        policy: current(policy),
        callee,
        self: this,
        args,
      });
    },
  }.wrapper;
}

function wrapGenerator(policy: Policy, callee: Callee): Callable {
  const { wrapper } = {
    wrapper(this: unknown, ...args: unknown[]) {
      return retriedGenerator({ policy, callee, self: this, args });
    },
  };
  // So that the wrapper still counts as an async generator function.
  Object.setPrototypeOf(wrapper, Object.getPrototypeOf(callee.fn));
  return wrapper;
}
