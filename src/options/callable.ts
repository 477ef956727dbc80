import { blameCaller, type WayIn, wrongKind } from "../lib/messages.ts";
import { isNative } from "../lib/realms.ts";

/** A function that can be called with anything. */
// deno-lint-ignore no-explicit-any -- the only way to say so
export type Callable = (this: any, ...args: any[]) => unknown;

/**
 * Checks that a value is a function that can be retried.
 *
 * @param value The value to check.
 * @returns The same value.
 * @throws {TypeError} If it is a class, a sync generator function, or not a
 * function.
 */
export function toCallable(value: unknown): Callable {
  if (typeof value !== "function" || isClass(value)) {
    throw wrongKind("retry as what is wrapped must be a function", value);
  }
  if (kindOf(value) === "GeneratorFunction") {
    throw wrongKind(
      "retry as a generator function must be async, so that it can wait",
      value,
    );
  }
  return value as Callable;
}

/**
 * Checks that a value is a function that can be retried by calling it.
 *
 * @param value The value to check.
 * @param wayIn The function that the user gave it to.
 * @returns The same value.
 * @throws {TypeError} If it is a class, any generator function, or not a
 * function.
 */
export function toPromising(value: unknown, wayIn?: WayIn): Callable {
  try {
    const fn = toCallable(value);
    if (!isAsyncGeneratorFunction(fn)) return fn;
    throw wrongKind(
      "retry as an async generator function must be wrapped by 'retry'",
      fn,
    );
  } catch (error) {
    throw blameCaller(error, wayIn);
  }
}

/** Tells whether a function is an async generator function. */
export function isAsyncGeneratorFunction(fn: Callable): boolean {
  return kindOf(fn) === "AsyncGeneratorFunction";
}

/** Whether a value is a class, including a built-in one. */
export function isClass(value: object): boolean {
  try {
    // Only classes and frozen functions have a read-only prototype.
    return Object.getOwnPropertyDescriptor(value, "prototype")?.writable ===
        false &&
      (/^class\b/.test(Function.prototype.toString.call(value)) ||
        isNative(value));
  } catch {
    // A proxy that throws when it is inspected is called as a function.
    return false;
  }
}

function kindOf(fn: object): unknown {
  try {
    // The tag is only compared: that of a proxy for a remote function may be
    // anything.
    return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  } catch {
    return undefined;
  }
}
