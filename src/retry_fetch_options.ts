import { IDEMPOTENT, normalizeMethod } from "./http/methods.ts";
import { transientHttp } from "./http/transient_http.ts";
import { given } from "./lib/given.ts";
import { wrongKind } from "./lib/messages.ts";
import { type CheckedOn, type RetryOn, toOn } from "./options/on.ts";
import type { RetryOptions } from "./options/options.ts";
import { retry } from "./retry.ts";

/** The shape of every `fetch`, of a platform or of a package. */
// deno-lint-ignore no-explicit-any -- each has types of its own
export type Fetch = (input: any, init?: any) => Promise<any>;

/**
 * How {@linkcode retryFetch} retries.
 *
 * `timeout` and `attemptTimeout` apply until the headers of a response have arrived.
 * They abort the request, but never the body of the response that you get.
 *
 * @typeParam F The type of the `fetch`.
 */
export interface RetryFetchOptions<F extends Fetch = typeof fetch>
  extends Omit<RetryOptions, "on" | "signal"> {
  /**
   * What sends a request.
   *
   * `globalThis.fetch` by default. It is looked up at each call, so that mocks and
   * instrumentation are found whenever they are put in place.
   *
   * @default {globalThis.fetch}
   */
  fetch?: F;
  /**
   * Which failures are retried.
   *
   * `on` and hooks get a response that is not ok as an {@linkcode HttpStatusError}.
   *
   * @default {transientHttp}
   */
  on?: RetryOn;
  /**
   * The methods that are retried even without an `Idempotency-Key` header.
   *
   * The list replaces the default. A request with any other method is passed on
   * untouched.
   *
   * @default {["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"]}
   */
  methods?: readonly string[];
}

/** Checked options of {@linkcode retryFetch}. */
export interface FetchPolicy {
  readonly fetch: Fetch | undefined;
  readonly methods: ReadonlySet<string>;
  readonly on: CheckedOn;
  /** Whether an attempt has a deadline. */
  readonly isTimed: boolean;
  /** The options of each call. */
  readonly retrying: RetryOptions;
}

// A record, so that the compiler reports a name that is missing.
const NAMES: Readonly<Record<keyof RetryFetchOptions, 0>> = {
  attempts: 0,
  timeout: 0,
  attemptTimeout: 0,
  waitInitial: 0,
  waitMax: 0,
  waitJitter: 0,
  waitExpBase: 0,
  budget: 0,
  name: 0,
  onRetry: 0,
  onGiveUp: 0,
  on: 0,
  fetch: 0,
  methods: 0,
};

const OF_REQUESTS =
  /^(?:method|headers|body|mode|credentials|cache|redirect|referrer|referrerPolicy|integrity|keepalive|signal|window|duplex|priority|dispatcher|cf|next)$/;

/** Checks the options of {@linkcode retryFetch}. */
export function toFetchPolicy(options: RetryFetchOptions<Fetch>): FetchPolicy {
  refuseMisuse(options);
  const known = given(
    "retry fetch",
    options,
    new Set(Object.keys(NAMES)),
  );
  const { fetch, methods = IDEMPOTENT, on = transientHttp, ...rest } = pick(
    known,
  );
  if (fetch !== undefined && typeof fetch !== "function") {
    throw wrongKind("retry fetch as 'fetch' must be a function", fetch);
  }
  const retrying = { name: "fetch", ...rest, on };
  // `retry` checks all other options.
  retry(retrying);
  const { timeout, attemptTimeout } = retrying;
  return {
    fetch,
    methods: toMethods(methods),
    on: toOn(on),
    isTimed: !isUnlimited(timeout) || !isUnlimited(attemptTimeout ?? null),
    retrying,
  };
}

/** Copies the options, as some may be inherited. */
function pick(known: RetryFetchOptions<Fetch>): RetryFetchOptions<Fetch> {
  const names = Object.keys(NAMES) as (keyof RetryFetchOptions)[];
  const given = names.filter((name) => known[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, known[name]]));
}

function refuseMisuse(options: unknown): void {
  if (typeof options === "function") {
    throw new TypeError(
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch({ fetch })",
    );
  }
  const { href, url } = Object(options);
  const isAddress = [options, href, url].some((it) => typeof it === "string");
  if (isAddress) {
    throw new TypeError(
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch(options)(url)",
    );
  }
  for (const name of Object.keys(Object(options))) {
    if (!OF_REQUESTS.test(name)) continue;
    throw new TypeError(
      `Cannot retry fetch as '${name}' belongs to a request: write retryFetch(options)(url, { ${name} })`,
    );
  }
}

function toMethods(methods: unknown): ReadonlySet<string> {
  const list: unknown[] = Array.isArray(methods) ? methods : [methods];
  const wrong = list.find((method) => typeof method !== "string");
  if (list !== methods || wrong !== undefined) {
    throw wrongKind(
      "retry fetch as 'methods' must be an array of strings",
      wrong ?? methods,
    );
  }
  return new Set((methods as string[]).map(normalizeMethod));
}

function isUnlimited(limit: unknown): boolean {
  return limit === null || limit === Infinity;
}
