/**
 * The methods that may be repeated: sending a request twice has the effect of
 * sending it once.
 */
export const IDEMPOTENT: readonly string[] = [
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
  "QUERY",
];

// The methods whose case `fetch` corrects. It sends any other as it is written.
const CORRECTED = /^(?:delete|get|head|options|post|put)$/i;

/** Writes a method as `fetch` sends it. */
export function normalizeMethod(method: string): string {
  return CORRECTED.test(method) ? method.toUpperCase() : method;
}

/** Whether headers, in any form that `fetch` takes, have an idempotency key. */
export function hasIdempotencyKey(headers: HeadersInit | undefined): boolean {
  try {
    return Boolean(new Headers(headers).get("idempotency-key"));
  } catch {
    // `fetch` refuses these headers, and says why.
    return false;
  }
}
