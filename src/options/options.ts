import type { RetryBudget } from "../budget/retry_budget.ts";
import type { GiveUpHook, RetryHook } from "../hooks/details.ts";
import type { Duration } from "../lib/duration.ts";
import type { RetryOn } from "./on.ts";

/**
 * How to retry, for any kind of failure.
 *
 * All times are in milliseconds: ten seconds are `10_000`.
 *
 * Options may be inherited, for example from an object of defaults or from your own
 * class, but properties of `Object.prototype` are ignored.
 */
export interface RetryingCallerOptions {
  /**
   * How many times the function is called at most, including the first call.
   *
   * A positive integer; `null` or `Infinity` means no limit.
   *
   * @default {10}
   */
  attempts?: number | null;
  /**
   * How long the whole call may take, attempts and waits together, in milliseconds.
   *
   * A real deadline: a wait that would reach it is not started, and an attempt that
   * is still under way is abandoned: the call rejects with a `DOMException` named
   * `TimeoutError`. Greater than 0; `null` or `Infinity` means no limit.
   *
   * @default {45000}
   */
  timeout?: Duration | null;
  /**
   * How long one attempt may take, in milliseconds.
   *
   * An attempt that takes longer is abandoned and counts as failed: it is retried
   * whatever `on` says. Greater than 0; `null` or `Infinity` means no limit. In a
   * `for await` loop, the limit works through `attempt.signal`: an attempt that
   * fails after its signal has aborted is retried. The limit has no effect on an
   * async generator function, which cannot be abandoned.
   *
   * @default {null}
   */
  attemptTimeout?: Duration | null;
  /**
   * The backoff before the first retry in milliseconds, before jitter.
   *
   * At least 0.
   *
   * @default {100}
   */
  waitInitial?: Duration;
  /**
   * The longest backoff in milliseconds, before jitter is added.
   *
   * At least 0.
   *
   * @default {45000}
   */
  waitMax?: Duration;
  /**
   * The maximum jitter that is added to each backoff, in milliseconds.
   *
   * At least 0. Each wait gets its own jitter, evenly distributed between 0 and
   * this. It is added after `waitMax` has been applied, so that many clients whose
   * backoff has reached `waitMax` do not fall into step.
   *
   * @default {1000}
   */
  waitJitter?: Duration;
  /**
   * What the backoff is multiplied by from one retry to the next.
   *
   * A finite number of at least 1.
   *
   * @default {2}
   */
  waitExpBase?: number;
  /**
   * Cancels the call: it rejects with the signal's reason at once.
   *
   * A function gets the arguments of each call and returns that call's signal,
   * if it has one. A success that arrives together with the abort still counts.
   *
   * @default {undefined}
   */
  signal?:
    | AbortSignal
    | null
    // deno-lint-ignore no-explicit-any -- the arguments are the caller's own
    | ((...args: any[]) => AbortSignal | null | undefined);
  /**
   * Limits the retries of all calls that share it, taken together.
   *
   * If it has no retry left, a call that fails ends at once, with its last error, or
   * with `whenEmpty: "wait"` waits for its turn.
   *
   * @default {undefined}
   */
  budget?: RetryBudget;
  /**
   * What hooks, logs and metrics call the function.
   *
   * Give one where code is minified: a minifier shortens function names.
   *
   * @default The function's name, `Class.method`, or `<context block>`
   */
  name?: string;
  /**
   * A hook that is told about each retry of these calls, after the hooks for all
   * calls.
   *
   * @default {undefined}
   */
  onRetry?: RetryHook;
  /**
   * A hook that is told about each of these calls that ends without success, after
   * the hooks for all calls.
   *
   * @default {undefined}
   */
  onGiveUp?: GiveUpHook;
}

/** Which failures to retry, and how. */
export interface RetryOptions extends RetryingCallerOptions {
  /**
   * Which failures are retried: error classes, hooks that decide, or a list of both.
   *
   * There is no default: retrying on every error hides bugs.
   */
  on: RetryOn;
}

/** How long the waits of {@linkcode backoffs} are, and how many there are. */
export interface BackoffOptions extends
  Pick<
    RetryingCallerOptions,
    "waitInitial" | "waitMax" | "waitJitter" | "waitExpBase"
  > {
  /**
   * How many attempts there are at most: one more than there are waits.
   *
   * A positive integer; `null` or `Infinity` means no limit.
   *
   * @default {10}
   */
  attempts?: number | null;
  /**
   * How long all waits may take together, in milliseconds.
   *
   * The waits stop before the one that would reach this limit. The time that
   * attempts take is not known, so it does not count. Greater than 0; `null` or
   * `Infinity` means no limit.
   *
   * @default {null}
   */
  timeout?: Duration | null;
}
