/**
 * What exports add to a bundle at most, each alone: bytes, minified and compressed
 * with Brotli.
 *
 * The limits are what is measured, rounded up: bytes that are added are to be seen.
 */
export const SIZE_LIMITS: Readonly<Record<string, number>> = {
  HttpStatusError: 300,
  RetryBudget: 1_100,
  RetryingCaller: 5_050,
  addHook: 2_000,
  backoffs: 1_350,
  getOnGiveUpHooks: 1_100,
  getOnRetryHooks: 1_100,
  isActive: 200,
  isTesting: 200,
  loggingHook: 750,
  openTelemetryHook: 700,
  parseRetryAfter: 700,
  prometheusHook: 650,
  raiseForStatus: 500,
  retry: 5_650,
  retryContext: 5_350,
  retryFetch: 8_500,
  setActive: 450,
  setOnGiveUpHooks: 1_250,
  setOnRetryHooks: 1_250,
  setTesting: 750,
  transientHttp: 1_250,
};
