import { judge } from "./failure.ts";

/**
 * Retries HTTP failures that may go away: a value for the option `on`.
 *
 * It works with any client, as it looks at the properties of an error, not at its
 * class:
 * `fetch`, axios, got, ky, undici, `node:http`, octokit, the SDKs of AWS, OpenAI and
 * Anthropic, and others like them. It also looks at the `cause` of an error, and at
 * the errors of an `AggregateError`, which must all be worth a retry.
 *
 * It retries:
 *
 * - Answers with a status of 408, 425, 429, 500, 502, 503, 504, 520 to 524 or 529.
 *   If the server sends `Retry-After` or `retry-after-ms`, it waits that long, and up
 *   to a second more at random; 0 means now. `waitMax` does not limit that wait, but
 *   `timeout` does: a call ends at once if the wait would reach its deadline. In
 *   browsers, another origin must expose these headers. `x-should-retry: false` or
 *   `true` overrides the status.
 * - Network failures: connections that are refused, reset or cut, also while a body
 *   is read, and names that cannot be resolved.
 * - Timeouts: of the client, and of `AbortSignal.timeout()`.
 *
 * It does not retry anything else: other statuses, aborts, bugs, bad certificates,
 * redirects that lead nowhere, bodies that cannot be decompressed, errors that say
 * that a retry will not help, and errors that a server throws for its own clients,
 * such as Hono's `HTTPException`. An error that has the status 500 but neither
 * headers nor a response is not retried: frameworks give that status to any error.
 *
 * Some failures cannot be told apart:
 *
 * - Browsers and React Native do not tell why a request has failed. A request that
 *   CORS forbids, or a bad certificate, looks like a network failure.
 * - In Firefox, a connection that is reset while a body is read looks like an abort.
 * - Some clients drop the reason of a signal, so that a timeout looks like an abort
 *   by the user. Use the client's own timeout option, or `attemptTimeout`.
 *
 * It does not look at the method. A request that has failed may still have taken
 * effect, so use `transientHttp` only for requests that may be sent twice: `GET`,
 * `PUT`, `DELETE`, or a `POST` with an idempotency key.
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
  return judge(error) ?? false;
}
