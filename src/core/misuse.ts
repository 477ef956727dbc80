import { wrongData } from "../lib/messages.ts";
import { type Callee, type Invocation, nameOf } from "./callee.ts";

/**
 * Says what is wrong with a result that is not a promise, if anything.
 *
 * Retrying cannot help with such a mistake. The check reads as little of the result
 * as it can: it belongs to the user, and reading it may have side effects.
 *
 * @param invocation What was called.
 * @param result What it has returned.
 */
export function misuseOf(
  invocation: Invocation<Callee>,
  result: unknown,
): TypeError | undefined {
  const { mayIterate, method } = invocation.callee;
  if (!mayIterate && isAsyncIterator(result)) {
    return misuse("async generators must be wrapped by 'retry'");
  }
  if (method === undefined || isThenable(result)) return undefined;
  return misuse("a decorated method must return a promise");

  function misuse(must: string): TypeError {
    return wrongData(`retry ${nameOf(invocation)} as ${must}`, result);
  }
}

/** Whether a value is an async iterator, such as an async generator. */
export function isAsyncIterator(
  value: unknown,
): value is AsyncIterableIterator<unknown> {
  return isIn(Symbol.asyncIterator, value) &&
    has(value, Symbol.asyncIterator) && has(value, "next") &&
    !isThenable(value);
}

/** Whether a value is a promise of this realm. */
export function isPromise(value: unknown): boolean {
  try {
    return value instanceof Promise;
  } catch {
    // A hostile proxy.
    return false;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return has(value, "then");
}

/**
 * Whether a value has a key. The value of the key is not read: RPC proxies return a
 * method for any name.
 */
function isIn(key: PropertyKey, value: unknown): boolean {
  try {
    return key in Object(value);
  } catch {
    return false;
  }
}

function has(value: unknown, method: PropertyKey): boolean {
  try {
    return typeof (value as Record<PropertyKey, unknown>)[method] ===
      "function";
  } catch {
    // Nothing, or a value that throws when it is inspected, such as a hostile proxy.
    return false;
  }
}
