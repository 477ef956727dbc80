/**
 * Retries failed calls with safe defaults, in Deno, Node.js, Bun, Cloudflare
 * Workers and browsers.
 *
 * A call is retried only on the errors that you name. The wait before the first
 * retry is 100 ms, doubles each time up to 45 seconds, and gets a random jitter of
 * up to 1 second. A call ends after 10 attempts, at a deadline of 45 seconds, or
 * when your `AbortSignal` aborts. Options change all of this.
 *
 * **Retry requests:** {@linkcode retryFetch} makes a `fetch` that retries.
 *
 * **Retry anything else:** {@linkcode retry} wraps functions and decorates methods,
 * {@linkcode retryContext} retries blocks of code, and {@linkcode RetryingCaller}
 * calls functions without wrapping them. With `fetch`, use them together with
 * {@linkcode raiseForStatus} and {@linkcode transientHttp}: `fetch` itself does not
 * throw if a server answers 503.
 *
 * **Do no harm:** a {@linkcode RetryBudget} limits the retries of many calls
 * together. {@linkcode backoffs} tells queues how long to wait.
 *
 * **See what happens:** {@linkcode addHook} reports retries to the console, pino or
 * Prometheus. OpenTelemetry and LogTape are found automatically.
 *
 * **Test:** {@linkcode setActive} turns retries off, and {@linkcode setTesting} makes
 * them fast.
 *
 * @example Get a `fetch` that retries
 * ```ts
 * import { retryFetch } from "@stamina/retry";
 *
 * const fetch = retryFetch();
 *
 * const response = await fetch("https://example.com/users");
 * console.log(response.status, await response.text());
 * ```
 *
 * @example Retry a block of code, and stop it at the deadline
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
 *
 * console.log(text);
 * ```
 *
 * @example Wrap a function
 * ```ts
 * import { raiseForStatus, retry, transientHttp } from "@stamina/retry";
 *
 * const load = retry({ on: transientHttp, attempts: 3 })(async (id: string) => {
 *   const response = await fetch(`https://example.com/users/${id}`);
 *   return await raiseForStatus(response).text();
 * });
 *
 * console.log(await load("42"));
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
