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
  /** Tells these details from others. */
  readonly event: "retry";
  /** The number of the retry, from 1. */
  readonly retryNum: number;
  /** How long is waited before the retry, in milliseconds. */
  readonly waitFor: number;
  /** How long this call has waited before, in milliseconds. */
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
  /** Tells these details from others. */
  readonly event: "give-up";
  /** The number of attempts that were made. */
  readonly attempts: number;
  /** How long the call has waited between attempts, in milliseconds. */
  readonly waited: number;
  /**
   * How long the call has taken, in milliseconds.
   *
   * Without a `timeout` it is what timers have measured: waits, and attempts that
   * were abandoned at their limit.
   */
  readonly elapsed: number;
  /** What the call ends with. A block that catches it may end otherwise. */
  readonly causedBy: unknown;
  /** Why there was no other retry. */
  readonly reason: GiveUpReason;
}

/** What a hook is told about a call that succeeds after at least one retry. */
export interface RecoveryDetails extends CallDetails {
  /** Tells these details from others. */
  readonly event: "recovered";
  /** The number of attempts that were made. */
  readonly attempts: number;
  /** How long the call has waited between attempts, in milliseconds. */
  readonly waited: number;
  /** How long the call has taken, in milliseconds, as {@linkcode GiveUpDetails} has it. */
  readonly elapsed: number;
}

/**
 * Is told when a retry is scheduled, before the wait.
 *
 * A `Disposable` that it returns is disposed right before the retry, or when the
 * wait is cut short. A hook cannot change what happens: what it throws is
 * reported with `console.error`. It must not be async.
 *
 * @param details What is known about the retry.
 */
export type RetryHook = (details: RetryDetails) => DisposableLike | void;

/**
 * Is told when a call ends without success, right before it does.
 *
 * It is not told about a call whose signal had aborted before the first attempt,
 * nor about one that ends with a bug: what its `on` has thrown, what a block
 * throws after it has said that it failed, or the `TypeError` for a function that
 * cannot be retried. A hook cannot change what happens: what it throws is reported
 * with `console.error`. It must not be async.
 *
 * @param details What is known about the call.
 */
export type GiveUpHook = (details: GiveUpDetails) => void;

/**
 * Is told about everything: `details.event` says what it is.
 *
 * What holds for a {@linkcode RetryHook} and a {@linkcode GiveUpHook} holds for it,
 * too.
 *
 * @param details What is known about the retry or the call.
 */
export type Hook = (
  details: RetryDetails | GiveUpDetails | RecoveryDetails,
) => DisposableLike | void;
