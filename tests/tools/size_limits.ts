/**
 * What exports add to a bundle at most, each alone: bytes, minified and compressed
 * with Brotli.
 *
 * The limits are what is measured, rounded up: bytes that are added are to be seen.
 */
export const SIZE_LIMITS: Readonly<Record<string, number>> = {
  HttpStatusError: 550,
  RetryBudget: 2_000,
  RetryingCaller: 8_550,
  addHook: 1_900,
  backoffs: 1_500,
  getOnGiveUpHooks: 1_400,
  getOnRetryHooks: 1_400,
  isActive: 250,
  isTesting: 250,
  loggingHook: 1_050,
  openTelemetryHook: 1_000,
  parseRetryAfter: 700,
  prometheusHook: 900,
  raiseForStatus: 950,
  retry: 8_800,
  retryContext: 8_500,
  retryFetch: 13_200,
  setActive: 650,
  setOnGiveUpHooks: 750,
  setOnRetryHooks: 750,
  setTesting: 1_050,
  transientHttp: 2_350,
};
