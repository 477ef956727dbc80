import { wrongData } from "../lib/messages.ts";
import { type Callee, type Invocation, nameOf } from "./callee.ts";

/**
 * Tells what is wrong with a result that is no promise, if anything.
 *
 * Retrying cannot help then. It looks at as little as it can, as a result is
 * the user's: a look may have effects.
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

/** Tells an async iterator, such as an async generator, from other results. */
export function isAsyncIterator(
  value: unknown,
): value is AsyncIterableIterator<unknown> {
  return isIn(Symbol.asyncIterator, value) &&
    has(value, Symbol.asyncIterator) && has(value, "next") &&
    !isThenable(value);
}

/** Tells a promise of this realm from other results. */
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

/** Asks for a key, and not for its value: proxies of RPC have a method of any name. */
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
    // Nothing, or a value that cannot be looked at, such as a hostile proxy.
    return false;
  }
}
