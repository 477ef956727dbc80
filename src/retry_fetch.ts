import type { Attempt } from "./core/attempt.ts";
import { HttpStatusError } from "./http/http_status_error.ts";
import {
  type Args,
  type RetriedRequest,
  toRetried,
} from "./http/retried_request.ts";
import { isRefused } from "./http/request_parts.ts";
import { cancelBody, withoutBody } from "./http/response_body.ts";
import { hold, joinSignals } from "./lib/join_signals.ts";
import { copyProperties } from "./lib/properties.ts";
import { decide, type FailedAttempt } from "./options/on.ts";
import type { RetryOptions } from "./options/options.ts";
import { isActive } from "./options/switches.ts";
import { retryContext } from "./retry_context.ts";
import {
  type Fetch,
  type FetchPolicy,
  type RetryFetchOptions,
  toFetchPolicy,
} from "./retry_fetch_options.ts";

/**
 * Makes a `fetch` that retries, to use in place of `fetch` or to hand to a client.
 *
 * It retries what {@linkcode transientHttp} says is worth a retry: network failures,
 * and responses such as 503, after the wait that a `Retry-After` header asks for.
 * When it does not retry again, you get what `fetch` gave: the last response, its
 * body unread, or the last error.
 *
 * It retries requests that may be repeated: `GET`, `HEAD`, `OPTIONS`, `TRACE`,
 * `PUT`, `DELETE` and `QUERY`, and any with an `Idempotency-Key` header. Other
 * requests, such as `POST`, are passed on untouched, without a deadline.
 *
 * `timeout` applies until the headers of the last response have arrived. Its body
 * has no deadline, and is not retried. The request's own signal aborts everything:
 * the waits, the requests, and the body.
 *
 * A body is sent again byte for byte. A stream can be sent only once, so a request
 * with one is not retried. A `Request` with a body is read into memory first.
 *
 * @example Use it in place of `fetch`
 * ```ts
 * import { retryFetch } from "@stamina/retry";
 * import { assert } from "@std/assert";
 *
 * const fetch = retryFetch({ timeout: 10_000 });
 *
 * const response = await fetch("https://example.com/users");
 * assert(response.ok);
 * ```
 *
 * @example Retry a POST whose key lets the server do it only once
 * ```ts
 * import { retryFetch } from "@stamina/retry";
 *
 * const fetch = retryFetch();
 *
 * await fetch("https://example.com/orders", {
 *   method: "POST",
 *   headers: { "Idempotency-Key": crypto.randomUUID() },
 *   body: JSON.stringify({ item: 42 }),
 * });
 * ```
 *
 * @example Retry requests to a service binding of a Worker
 * ```ts
 * import { retryFetch } from "@stamina/retry";
 *
 * // What a Worker finds in its `env`.
 * const SERVICE = { fetch: (url: string) => fetch(url) };
 *
 * const load = retryFetch({ fetch: SERVICE.fetch.bind(SERVICE) });
 *
 * await load("https://example.com/users");
 * ```
 *
 * @typeParam F The type of the `fetch`.
 * @param options What sends a request, which failures to retry, and how.
 * @returns A function of the same type as that `fetch`.
 * @throws {TypeError} If an option is unknown or of the wrong kind, or belongs to a
 * single request.
 * @throws {RangeError} If an option is out of range.
 */
export function retryFetch<F extends Fetch = typeof fetch>(
  options: RetryFetchOptions<F> = {},
): F {
  const policy = toFetchPolicy(options);
  const { retried } = {
    retried: (...args: Args): Promise<Response> => send(policy, args),
  };
  copyProperties(Object(options.fetch ?? globalThis.fetch), retried);
  return retried as F;
}

function send(policy: FetchPolicy, args: Args): Promise<Response> {
  const fetch: Fetch = policy.fetch ?? globalThis.fetch;
  const request = toRetried(policy.methods, args);
  if (request === undefined) return Reflect.apply(fetch, undefined, args);
  return new Sending(policy, fetch, request).send();
}

/** One request, sent until there is a response for the caller. */
class Sending {
  readonly #policy: FetchPolicy;
  readonly #fetch: Fetch;
  readonly #request: RetriedRequest;
  readonly #isActive = isActive();
  /** The decision about a failure, if it was made before the call asks for it. */
  #asked: Asked | undefined = undefined;
  /** How long the call has waited so far, in milliseconds. */
  #waited = 0;
  /** The answer whose retry is planned. Its body is cancelled. */
  #retried: HttpStatusError | undefined = undefined;

  constructor(policy: FetchPolicy, fetch: Fetch, request: RetriedRequest) {
    this.#policy = policy;
    this.#fetch = fetch;
    this.#request = request;
  }

  async send(): Promise<Response> {
    const { signal, isOnce } = this.#request;
    const options: RetryOptions = {
      ...this.#policy.retrying,
      on: (error, attempt) => this.#judge(error, attempt),
      onRetry: (details) => {
        this.#waited = details.waitedSoFar + details.waitFor;
        return this.#policy.retrying.onRetry?.(details);
      },
      signal: signal ?? null,
      ...isOnce && { attempts: 1 },
    };
    try {
      return await retryContext(options, (attempt) => this.#attempt(attempt));
    } catch (error) {
      if (this.#retried === undefined || this.#retried !== error) throw error;
      // The timer was late, and the deadline passed during the wait.
      return withoutBody(this.#retried.response);
    }
  }

  async #attempt(attempt: Attempt): Promise<Response> {
    const { args: [input], signal: caller, isManual } = this.#request;
    // Without a limit, the caller's own signal is all that there is to follow.
    const limit = this.#policy.isTimed ? attempt.signal : undefined;
    const joined = limit && caller && joinSignals(caller, limit, input);
    const args = this.#request.toArgs(joined ?? limit);
    // No needless `await`: a page may be about to close, so `fetch` must begin at
    // once.
    const ready = args instanceof Promise ? await args : args;
    const response: Response = await Reflect.apply(
      this.#fetch,
      undefined,
      ready,
    );

    const stopped = limit ?? caller;
    if (stopped?.aborted) {
      // Nobody waits for it any longer.
      cancelBody(response);
      throw stopped.reason;
    }
    const { ok, status } = response;
    // Browsers hide the status of redirects, and of answers without CORS.
    const isSeen = isManual && status < 400 || status === 0;
    if (!ok && !isSeen && this.#isActive) this.#reject(attempt, response);
    if (joined) hold(response, joined);
    return response;
  }

  /** Plans the retry of an answer, or leaves the answer to be returned. */
  #reject(attempt: Attempt, response: Response): void {
    // The stream was sent and cannot be sent again.
    if (this.#request.isOnce) return;
    const error = new HttpStatusError(response);
    try {
      const { num, nextWait } = attempt;
      const waited = this.#waited;
      const failed = () => ({ num, nextWait, waited });
      const answer = decide(this.#policy.on, error, failed);
      // Then the response is returned to the caller, and no hook is told.
      if (answer === false) return;
      this.#asked = { error, answer: () => answer };
      attempt.fail(error);
    } catch (thrown) {
      if (thrown === error) return;
      cancelBody(response);
      this.#asked = { error: thrown, answer: () => rethrow(thrown) };
      throw thrown;
    }
    this.#retried = error;
    cancelBody(response);
  }

  /** Decides whether the failure of an attempt is retried. */
  #judge(error: unknown, attempt: FailedAttempt): boolean | number {
    if (this.#asked && this.#asked.error === error) return this.#asked.answer();
    const { args: [input, init], isOnce } = this.#request;
    if (isOnce) return false;
    if (error instanceof TypeError && isRefused(input, init)) return false;
    return decide(this.#policy.on, error, () => ({ ...attempt }));
  }
}

interface Asked {
  readonly error: unknown;
  answer(): boolean | number;
}

function rethrow(error: unknown): never {
  throw error;
}
