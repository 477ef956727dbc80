import type { DisposableLike } from "../lib/dispose.ts";

/** What is known about a call, for hooks of each kind. */
export interface CallDetails {
  /** The `name` option, the name of the function or method, or `<context block>`. */
  readonly name: string;
  /** The arguments of the call. They may hold secrets: never log them. */
  readonly args: readonly unknown[];
}

/** What a hook is told about a retry. */
export interface RetryDetails extends CallDetails {
  /** The kind of event that these details describe. */
  readonly event: "retry";
  /** The number of the retry, from 1. */
  readonly retryNum: number;
  /** How long the call waits before the retry, in milliseconds. */
  readonly waitFor: number;
  /** How long the call has waited so far, without this wait, in milliseconds. */
  readonly waitedSoFar: number;
  /** What the attempt has failed with, as it was thrown. */
  readonly causedBy: unknown;
}

/**
 * Why there was no other retry.
 *
 * - `"attempts"`: all attempts were made.
 * - `"timeout"`: the deadline has passed, or would pass in the next wait.
 * - `"not-retryable"`: `on` says that the error is not to be retried.
 * - `"budget"`: its `budget` has no retry left.
 * - `"aborted"`: the call's signal has aborted.
 */
export type GiveUpReason =
  | "attempts"
  | "timeout"
  | "not-retryable"
  | "budget"
  | "aborted";

/** What a hook is told about a call that ends without success. */
export interface GiveUpDetails extends CallDetails {
  /** The kind of event that these details describe. */
  readonly event: "give-up";
  /** The number of attempts that were made. */
  readonly attempts: number;
  /** How long the call has waited between attempts, in milliseconds. */
  readonly waited: number;
  /**
   * How long the call has taken, in milliseconds.
   *
   * Without a `timeout`, it is only the time that timers have measured: waits, and
   * attempts that were abandoned at `attemptTimeout`.
   */
  readonly elapsed: number;
  /**
   * What the call ends with. A block that catches this error may end differently.
   */
  readonly causedBy: unknown;
  /** Why there was no other retry. */
  readonly reason: GiveUpReason;
}

/** What a hook is told about a call that succeeds after at least one retry. */
export interface RecoveryDetails extends CallDetails {
  /** The kind of event that these details describe. */
  readonly event: "recovered";
  /** The number of attempts that were made. */
  readonly attempts: number;
  /** How long the call has waited between attempts, in milliseconds. */
  readonly waited: number;
  /**
   * How long the call has taken, in milliseconds, measured as in
   * {@linkcode GiveUpDetails}.
   */
  readonly elapsed: number;
}

/**
 * A hook that is told when a retry is scheduled, before the wait.
 *
 * A `Disposable` that it returns is disposed right before the retry, or when the
 * wait is cut short. A hook cannot change what happens: what it throws is
 * reported with `console.error`. It must not be async.
 *
 * @param details What is known about the retry.
 */
export type RetryHook = (details: RetryDetails) => DisposableLike | void;

/**
 * A hook that is told when a call ends without success, right before it ends.
 *
 * It is not told about a call whose signal had aborted before the first attempt. Nor
 * is it told about a call that ends with a bug: an error thrown by `on`, an error
 * that a block throws after it has called `fail`, or the `TypeError` for a function
 * that cannot be retried. A hook cannot change what happens: what it throws is
 * reported with `console.error`. It must not be async.
 *
 * @param details What is known about the call.
 */
export type GiveUpHook = (details: GiveUpDetails) => void;

/**
 * A hook that is told about every event: `details.event` says which.
 *
 * The rules for a {@linkcode RetryHook} and a {@linkcode GiveUpHook} apply to it,
 * too.
 *
 * @param details What is known about the retry or the call.
 */
export type Hook = (
  details: RetryDetails | GiveUpDetails | RecoveryDetails,
) => DisposableLike | void;
