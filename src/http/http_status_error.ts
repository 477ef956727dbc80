import { noteResponse, responseOf } from "../lib/bodies.ts";
import { blameCaller, wrongData } from "../lib/messages.ts";
import { summaryOf } from "./summary.ts";

/**
 * An answer whose status says that the request has failed.
 *
 * Its message gives the status, the status text if there is one, and the URL without
 * query, fragment and credentials: `HTTP 503 Service Unavailable:
 * https://api.example.com/users`. A logged error shows nothing else of the
 * response: no header, no cookie, no body.
 *
 * `instanceof` also matches errors from another copy of this package.
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

  /**
   * Makes an error from a response.
   *
   * @param response The response, whose body is left alone.
   */
  constructor(response: Response) {
    super(summaryOf(response));
    this.name = "HttpStatusError";
    this.status = response.status;
    noteResponse(this, response);
  }

  /**
   * The response.
   *
   * Its body is cancelled when the error is retried, as nobody will read it: it
   * would keep the connection busy. You can read the body of the error that the
   * call throws.
   */
  get response(): Response {
    // Not a property of the error itself: loggers show all of those.
    return responseOf(this)!;
  }

  /**
   * Whether a value is such an error, of this copy of the package or another.
   *
   * @param value Any value.
   * @returns Whether it is one. For a subclass, only its own instances count.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // Subclasses only inherit this method: for them, plain `instanceof` applies.
    return Object.hasOwn(this, Symbol.hasInstance) &&
        responseOf(Object(value)) !== undefined ||
      super[Symbol.hasInstance](value);
  }
}

/**
 * Returns a response, or throws an error if its status is not between 200 and 299.
 *
 * `fetch` itself treats any status as a success.
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
 * @throws {HttpStatusError} If it has any other status, such as 304.
 * @throws {TypeError} If it is not a response, but a promise of one, for example.
 */
export function raiseForStatus(response: Response): Response {
  // In JavaScript, the `await` before `fetch` is easily forgotten.
  if (typeof response?.status !== "number") {
    throw blameCaller(
      wrongData("raise for status as the value must be a response", response),
      raiseForStatus,
    );
  }
  if (response.ok) return response;
  throw new HttpStatusError(response);
}
