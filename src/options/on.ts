import { isClass } from "./callable.ts";
import { type Duration, toMilliseconds } from "../lib/duration.ts";
import { wrongKind, wrongNumber } from "../lib/messages.ts";
import { handleRejection } from "../lib/promises.ts";
import { extendsBuiltIn, nameOfBuiltIn, own } from "../lib/realms.ts";

/** A class of errors: `Error`, or any class that extends it. */
// deno-lint-ignore no-explicit-any -- a class is asked for its instances only
export type ErrorClass = abstract new (...args: any[]) => Error;

/** What a {@linkcode BackoffHook} is told about the attempt that has failed. */
export interface FailedAttempt {
  /** The number of the attempt that has failed, from 1. */
  readonly num: number;
  /**
   * The wait before the retry by the formula, in milliseconds.
   *
   * It does not include jitter. In testing mode it is 0.
   */
  readonly nextWait: number;
  /** How long the call has waited between attempts so far, in milliseconds. */
  readonly waited: number;
}

/**
 * Decides about one failure: `true` retries, `false` lets the error through.
 *
 * A {@linkcode Duration} retries after exactly that long: no wait option applies to
 * it, not even jitter. `attempts` and `timeout` still apply. A negative duration
 * counts as 0. The hook is asked at most once for each failure. It must not be
 * async.
 *
 * @example Choose the wait by the number of the attempt
 * ```ts
 * import { raiseForStatus, retry, transientHttp } from "@stamina/retry";
 *
 * const WAITS = [10, 20, 20];
 *
 * const load = retry({
 *   on: (error, { num }) => transientHttp(error) && (WAITS[num - 1] ?? false),
 * })(async (id: string) => {
 *   const response = await fetch(`https://example.com/users/${id}`);
 *   return await raiseForStatus(response).text();
 * });
 *
 * console.log(await load("42"));
 * ```
 *
 * @param error What was thrown, as it was thrown.
 * @param attempt The attempt that has failed. It cannot be changed.
 * @returns Whether to retry, or how long to wait first.
 */
export type BackoffHook = (
  error: unknown,
  attempt: FailedAttempt,
) => boolean | Duration;

/**
 * Which failures are retried: error classes, hooks that decide, or a list of both.
 *
 * A list is asked in order, until a class matches or a hook returns anything but
 * `false`. A built-in class, such as `TypeError`, also matches errors from other
 * realms, as in test runners, iframes and `node:vm`. For your own classes,
 * `instanceof` decides.
 */
export type RetryOn =
  | ErrorClass
  | readonly (ErrorClass | BackoffHook)[]
  | BackoffHook;

/**
 * A checked copy of {@linkcode RetryOn}, which nobody else can change. Hooks are
 * wrapped to tell them from classes, as a class can be a plain function, too.
 */
export type CheckedOn =
  readonly (ErrorClass | { readonly hook: BackoffHook })[];

/**
 * Checks the `on` option.
 *
 * @param on The value given.
 * @returns The classes and hooks.
 * @throws {TypeError} If it is neither an error class nor a function, nor an array
 * of these.
 */
export function toOn(on: unknown): CheckedOn {
  if (!Array.isArray(on)) return [toRule(on)];
  if (on.length === 0) throw wrongOn(on);
  // An array of this realm, without holes.
  return Array.from(on, toRule);
}

/**
 * Decides about a failure.
 *
 * @param on What decides, in this order.
 * @param error What was thrown.
 * @param toAttempt Describes the attempt; called if there is a hook to ask.
 * @returns Whether to retry, or a wait in milliseconds.
 * @throws {TypeError | RangeError} If a hook returns anything else.
 */
export function decide(
  on: CheckedOn,
  error: unknown,
  toAttempt: () => FailedAttempt,
): boolean | number {
  for (const rule of on) {
    const answer = typeof rule === "function"
      ? isInstance(error, rule)
      : ask(rule.hook, error, toAttempt());
    if (answer !== false) return answer;
  }
  return false;
}

function toRule(value: unknown): CheckedOn[number] {
  if (isErrorClass(value)) return value;
  if (typeof value !== "function" || isClass(value)) throw wrongOn(value);
  return { hook: value as BackoffHook };
}

function isInstance(error: unknown, errorClass: ErrorClass): boolean {
  try {
    if (error instanceof errorClass) return true;
    const name = nameOfBuiltIn(errorClass.prototype);
    return name !== undefined &&
      // A class may decide by itself what its instances are.
      own(errorClass, Symbol.hasInstance) === undefined &&
      extendsBuiltIn(Object.getPrototypeOf(Object(error)), name);
  } catch {
    // A hostile proxy can throw when it is looked at. It is no such error then.
    return false;
  }
}

function ask(
  hook: BackoffHook,
  error: unknown,
  attempt: FailedAttempt,
): boolean | number {
  const answer: unknown = hook(error, Object.freeze(attempt));
  if (typeof answer === "boolean") return answer;
  const wait = toMilliseconds(answer);
  // A date that a hook counts down to may have passed.
  if (typeof wait === "number" && wait < Infinity) return Math.max(0, wait);
  // The `TypeError` below reports an async hook; its promise must not also
  // end the process if it rejects.
  handleRejection(answer, () => {});
  throw wrongNumber(
    "retry as 'on' must return a boolean or a finite duration",
    wait,
    { cause: error },
  );
}

function isErrorClass(value: unknown): value is ErrorClass {
  if (typeof value !== "function") return false;
  try {
    const { prototype } = value;
    return value === Error || prototype instanceof Error ||
      extendsBuiltIn(prototype, "Error");
  } catch {
    // A proxy that throws when it is inspected is called as a function.
    return false;
  }
}

function wrongOn(value: unknown): TypeError {
  return wrongKind(
    "retry as 'on' must be a class that extends Error, a function, or a non-empty array of these",
    value,
  );
}
