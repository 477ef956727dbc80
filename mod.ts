/**
 * Production-grade retries.
 *
 * @module
 */
export type { Attempt } from "./src/attempt.ts";
export type { Duration } from "./src/duration.ts";
export {
  getOnRetryHooks,
  type RetryDetails,
  type RetryHook,
  setOnRetryHooks,
} from "./src/hooks.ts";
export type { BackoffHook, ErrorClass, RetryOn } from "./src/on.ts";
export type { RetryingCallerOptions, RetryOptions } from "./src/options.ts";
export type { AsyncFunction, Retrier } from "./src/retrier.ts";
export { retry } from "./src/retry.ts";
export { retryContext } from "./src/retry_context.ts";
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
} from "./src/switches.ts";
