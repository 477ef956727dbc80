/**
 * What exports add to a bundle at most, each alone: bytes, minified and compressed
 * with Brotli.
 *
 * The limits are what is measured, rounded up: bytes that are added are to be seen.
 */
export const SIZE_LIMITS: Readonly<Record<string, number>> = {
  HttpStatusError: 550,
  RetryBudget: 1_750,
  RetryingCaller: 8_100,
  addHook: 1_750,
  backoffs: 1_500,
  getOnGiveUpHooks: 1_350,
  getOnRetryHooks: 1_350,
  isActive: 200,
  isTesting: 200,
  loggingHook: 1_050,
  openTelemetryHook: 1_000,
  parseRetryAfter: 700,
  prometheusHook: 900,
  raiseForStatus: 900,
  retry: 8_350,
  retryContext: 8_100,
  retryFetch: 13_100,
  setActive: 600,
  setOnGiveUpHooks: 750,
  setOnRetryHooks: 700,
  setTesting: 1_000,
  transientHttp: 2_350,
};
