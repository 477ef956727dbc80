/**
 * Retries with safe defaults, for Deno, Workers, Bun, Node.js and browsers.
 *
 * A call is retried on the failures that you name. The wait between two attempts
 * doubles each time, from 100 ms up to 45 seconds, with a random jitter of up to
 * one second on top. It ends after 10 attempts, at a deadline of 45 seconds, or
 * when an `AbortSignal` says so. All of this can be tuned.
 *
 * {@linkcode retry} wraps functions and decorates methods,
 * {@linkcode retryContext} retries blocks of code, and
 * {@linkcode RetryingCaller} calls functions without wrapping them. A
 * {@linkcode RetryBudget} keeps the retries of many calls from adding up.
 * {@linkcode transientHttp} knows which failures of HTTP are worth a retry.
 * {@linkcode setActive} and {@linkcode setTesting} are for tests,
 * {@linkcode setOnRetryHooks} is for finding out about retries.
 * {@linkcode backoffs} tells queues how long to wait.
 *
 * @example Retry a request, and stop it at the deadline
 * ```ts
 * import { raiseForStatus, retryContext, transientHttp } from "@stamina/retry";
 *
 * const text = await retryContext(
 *   { on: transientHttp, timeout: 10_000 },
 *   async ({ signal }) => {
 *     const response = await fetch("https://example.com/users", { signal });
 *     return await raiseForStatus(response).text();
 *   },
 * );
 * ```
 *
 * @module
 */
export type { Attempt } from "./src/core/attempt.ts";
export { backoffs } from "./src/backoffs.ts";
export {
  RetryBudget,
  type RetryBudgetOptions,
} from "./src/budget/retry_budget.ts";
export type { DisposableLike } from "./src/lib/dispose.ts";
export type { Duration } from "./src/lib/duration.ts";
export type {
  CallDetails,
  GiveUpDetails,
  GiveUpHook,
  GiveUpReason,
  Hook,
  RecoveryDetails,
  RetryDetails,
  RetryHook,
} from "./src/hooks/details.ts";
export {
  addHook,
  getOnGiveUpHooks,
  getOnRetryHooks,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "./src/hooks/hooks.ts";
export {
  HttpStatusError,
  raiseForStatus,
} from "./src/http/http_status_error.ts";
export { type Logger, loggingHook } from "./src/hooks/logging.ts";
export type {
  BackoffHook,
  ErrorClass,
  FailedAttempt,
  RetryOn,
} from "./src/options/on.ts";
export {
  type OpenTelemetryApi,
  openTelemetryHook,
} from "./src/hooks/open_telemetry.ts";
export type {
  BackoffOptions,
  RetryingCallerOptions,
  RetryOptions,
} from "./src/options/options.ts";
export { parseRetryAfter } from "./src/http/parse_retry_after.ts";
export {
  type PrometheusClient,
  type PrometheusCounter,
  prometheusHook,
} from "./src/hooks/prometheus.ts";
export type {
  AsyncFunction,
  KeepsType,
  Retrier,
} from "./src/options/retrier.ts";
export { retry } from "./src/retry.ts";
export { retryContext } from "./src/retry_context.ts";
export { retryFetch } from "./src/retry_fetch.ts";
export type { Fetch, RetryFetchOptions } from "./src/retry_fetch_options.ts";
export {
  type BoundRetryingCaller,
  RetryingCaller,
} from "./src/retrying_caller.ts";
export {
  isActive,
  isTesting,
  setActive,
  setTesting,
  type TestingOptions,
} from "./src/options/switches.ts";
export { transientHttp } from "./src/http/transient_http.ts";
