import { noteResponse } from "../lib/bodies.ts";
import { blameCaller, wrongData } from "../lib/messages.ts";

/**
 * An answer whose status says that the request has failed.
 *
 * When the wait for its retry begins, the body of its response is cancelled, as
 * nobody will read it: otherwise it would keep the connection busy. That of the
 * error which the call itself throws can be read; that of a `cause` cannot.
 *
 * @example Read what a server says about a failure
 * ```ts
 * import { HttpStatusError, raiseForStatus } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * try {
 *   raiseForStatus(new Response("No such user", { status: 404 }));
 * } catch (error) {
 *   if (!(error instanceof HttpStatusError)) throw error;
 *   assertEquals(error.status, 404);
 *   assertEquals(await error.response.text(), "No such user");
 * }
 * ```
 */
export class HttpStatusError extends Error {
  /** The status of the response. */
  readonly status: number;
  /** The response. */
  readonly response: Response;

  /**
   * Makes an error of a response.
   *
   * @param response The response, whose body is left alone.
   */
  constructor(response: Response) {
    // Without the URL, which may hold secrets: messages are logged. HTTP/2 has no
    // text for the status.
    super(`HTTP ${response.status}`);
    this.name = "HttpStatusError";
    this.status = response.status;
    this.response = response;
    noteResponse(this, response);
  }
}

/**
 * Returns a response, or throws it as an error if it is not a good one.
 *
 * `fetch` itself takes any status for a success.
 *
 * @example Retry a request on bad statuses
 * ```ts
 * import { raiseForStatus, retry, transientHttp } from "@stamina/retry";
 *
 * const load = retry({ on: transientHttp })(async (id: string) => {
 *   const response = await fetch(`https://example.com/users/${id}`);
 *   return await raiseForStatus(response).text();
 * });
 *
 * console.log(await load("42"));
 * ```
 *
 * @param response What `fetch` has returned.
 * @returns The same response, if its status is between 200 and 299.
 * @throws {HttpStatusError} If it is another, such as 304.
 * @throws {TypeError} If it is no response, but a promise of one, for example.
 */
export function raiseForStatus(response: Response): Response {
  // `fetch` without an `await`, in JavaScript.
  if (typeof response?.status !== "number") {
    throw blameCaller(
      wrongData("raise for status as it must be a response", response),
      raiseForStatus,
    );
  }
  if (response.ok) return response;
  throw new HttpStatusError(response);
}
