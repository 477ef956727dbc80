import { isClass } from "./callable.ts";
import { type Duration, isWait, toMilliseconds } from "./duration.ts";
import { wrongKind, wrongNumber } from "./refuse.ts";

/** A class of errors: `Error`, or any class that extends it. */
// deno-lint-ignore no-explicit-any -- a class is asked for its instances only
export type ErrorClass = abstract new (...args: any[]) => Error;

/**
 * Decides about one failure: `true` retries, `false` lets the error through.
 *
 * A {@linkcode Duration} retries after exactly that long: no other wait option
 * applies to it, jitter included. The number of attempts and the timeout still
 * do. The hook is asked once for each failure. It must not be async.
 *
 * @param error What was thrown, as it was thrown.
 * @returns Whether to retry, or how long to wait first.
 */
export type BackoffHook = (error: unknown) => boolean | Duration;

/** Which failures are retried: error classes, or a hook that decides. */
export type RetryOn = ErrorClass | readonly ErrorClass[] | BackoffHook;

/** A checked {@linkcode RetryOn}: whether to retry, or a wait in milliseconds. */
export type Decide = (error: unknown) => boolean | number;

/**
 * Checks the `on` option.
 *
 * @param on The value given.
 * @returns What decides about a failure.
 * @throws {TypeError} If it is neither error classes nor a function.
 */
export function toDecide(on: unknown): Decide {
  if (Array.isArray(on)) return fromClasses(on.slice());
  if (typeof on !== "function") throw wrongOn(on);
  return isErrorClass(on) || isClass(on)
    ? fromClasses([on])
    : fromHook(on as BackoffHook);
}

function fromClasses(classes: readonly unknown[]): Decide {
  if (classes.length === 0) throw wrongOn(classes);
  for (const value of classes) {
    if (!isErrorClass(value)) throw wrongOn(value);
  }
  return (error) => {
    try {
      return classes.some((value) => error instanceof (value as ErrorClass));
    } catch {
      // A hostile proxy can make `instanceof` throw. It is no such error then.
      return false;
    }
  };
}

function fromHook(hook: BackoffHook): Decide {
  return (error) => {
    const answer: unknown = hook(error);
    if (typeof answer === "boolean") return answer;
    // The `TypeError` below reports an async hook; its promise must not also
    // end the process if it rejects.
    if (answer instanceof Promise) answer.catch(() => {});
    const wait = toMilliseconds(answer);
    if (isWait(wait)) return wait;
    throw wrongNumber(
      "retry as 'on' must return a boolean or a finite duration of at least 0 milliseconds",
      wait,
      { cause: error },
    );
  };
}

function isErrorClass(value: unknown): boolean {
  return typeof value === "function" &&
    (value === Error || value.prototype instanceof Error);
}

function wrongOn(value: unknown): TypeError {
  return wrongKind(
    "retry as 'on' must be a class that extends Error, an array of at least one such class, or a function",
    value,
  );
}
