import { now } from "../lib/clock.ts";
import { HttpStatusError } from "./http_status_error.ts";
import { isNetworkError } from "./network_error.ts";
import { parseDate, parseRetryAfter } from "./parse_retry_after.ts";
import { random } from "../lib/random.ts";

// Request Timeout, Too Early, Too Many Requests, Internal Server Error, Bad
// Gateway, Service Unavailable, Gateway Timeout.
const STATUSES: ReadonlySet<number> = new Set([
  408,
  425,
  429,
  500,
  502,
  503,
  504,
]);

// Servers tell whole seconds. All who were told the same one are spread over it.
const JITTER = 1_000;

/**
 * Retries what may go better next time with HTTP: a value for the option `on`.
 *
 * - {@linkcode HttpStatusError}s with a status of 408, 425, 429, 500, 502, 503 or
 *   504. If the response has a `Retry-After` header, it waits that long, and up to
 *   a second more at random; 0 means now. `waitMax` does not limit that, but
 *   `timeout` does: a call ends at once if it would have to wait for longer. In
 *   browsers, another origin must expose that header.
 * - Network failures of `fetch`, also amid a body, in every runtime, and the
 *   `TimeoutError` of `AbortSignal.timeout()`. Other `TypeError`s are bugs, and
 *   are let through. Browsers do not tell why a request has failed: one that CORS
 *   forbids, for example, is taken for a network failure.
 *
 * It does not look at the method. A request may have had its effect although it
 * has failed, so use it for what may be done twice: `GET`, `PUT`, `DELETE`, or a
 * `POST` with an idempotency key.
 *
 * @example Retry a request
 * ```ts
 * import { raiseForStatus, retryContext, transientHttp } from "@stamina/retry";
 *
 * const users = await retryContext(
 *   { on: transientHttp, timeout: 10_000 },
 *   async ({ signal }) => {
 *     const response = await fetch("https://example.com/users", { signal });
 *     return await raiseForStatus(response).text();
 *   },
 * );
 * ```
 *
 * @example Retry other failures as well
 * ```ts
 * import { raiseForStatus, retry, transientHttp } from "@stamina/retry";
 *
 * const load = retry({
 *   on: (error) => error instanceof SyntaxError || transientHttp(error),
 * })(async () => {
 *   const response = await fetch("https://example.com/rates");
 *   return JSON.parse(`"${await raiseForStatus(response).text()}"`);
 * });
 *
 * console.log(await load());
 * ```
 *
 * @param error What was thrown.
 * @returns Whether to retry, or the wait in milliseconds that a server asks for.
 */
export function transientHttp(error: unknown): boolean | number {
  const response = responseOf(error);
  if (response === undefined) return isNetworkError(error);
  if (!STATUSES.has(response.status)) return false;

  // A mock may have no headers, or others.
  const read = (name: string) => response.headers?.get?.(name) ?? "";
  // The server's clock counts, if it says what time it is.
  const date = parseDate(read("date"), now());
  const told = parseRetryAfter(read("retry-after"), date);
  return told === undefined || told + JITTER * random();
}

function responseOf(error: unknown): Response | undefined {
  try {
    return error instanceof HttpStatusError ? error.response : undefined;
  } catch {
    // A hostile proxy can make `instanceof` throw. It is no such error then.
    return undefined;
  }
}
