import { isClass } from "./callable.ts";
import { type Duration, isWait, toMilliseconds } from "../lib/duration.ts";
import { wrongKind, wrongNumber } from "../lib/messages.ts";

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

/** A checked {@linkcode RetryOn}, which nobody else can change. */
export type CheckedOn = readonly ErrorClass[] | BackoffHook;

/**
 * Checks the `on` option.
 *
 * @param on The value given.
 * @returns The classes, or the hook.
 * @throws {TypeError} If it is neither error classes nor a function.
 */
export function toOn(on: unknown): CheckedOn {
  if (isErrorClass(on)) return [on];
  if (typeof on === "function" && !isClass(on)) return on as BackoffHook;
  if (!Array.isArray(on) || on.length === 0) throw wrongOn(on);
  const classes = on.slice();
  for (const value of classes) {
    if (!isErrorClass(value)) throw wrongOn(value);
  }
  return classes;
}

/**
 * Decides about a failure.
 *
 * @param on What decides.
 * @param error What was thrown.
 * @returns Whether to retry, or a wait in milliseconds.
 * @throws {TypeError | RangeError} If a hook returns anything else.
 */
export function decide(on: CheckedOn, error: unknown): boolean | number {
  if (typeof on === "function") return ask(on, error);
  try {
    for (const value of on) {
      if (error instanceof value) return true;
    }
  } catch {
    // A hostile proxy can make `instanceof` throw. It is no such error then.
  }
  return false;
}

function ask(hook: BackoffHook, error: unknown): boolean | number {
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
}

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === "function" &&
    (value === Error || value.prototype instanceof Error);
}

function wrongOn(value: unknown): TypeError {
  return wrongKind(
    "retry as 'on' must be a class that extends Error, an array of at least one such class, or a function",
    value,
  );
}
