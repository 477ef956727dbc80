import { now } from "../lib/clock.ts";
import { random } from "../lib/random.ts";
import { header } from "./header.ts";
import { parseDate } from "./http_date.ts";
import { parseRetryAfter, toMilliseconds } from "./parse_retry_after.ts";
import type { Answering, Thrown } from "./thrown.ts";

// Request Timeout, Too Early, Too Many Requests, Internal Server Error, Bad
// Gateway, Service Unavailable, Gateway Timeout; 520 to 524 of a proxy that has
// not reached its origin; 529, overloaded.
const TRANSIENT = /^(?:408|425|429|50[0234]|52[0-4]|529)$/;

// In milliseconds. Servers give whole seconds: clients that were told the same
// second are spread over it.
const JITTER = 1_000;

/** What an error says about a response. */
export interface Answer {
  /** From 400 to 599. */
  readonly status: number;
  /** The headers, or undefined if nothing but a status is known. */
  readonly headers: unknown;
}

/** The error response that an error describes, if it describes one. */
export function answerOf(error: Thrown): Answer | undefined {
  const { response, $response, meta, expose, unhandled, getResponse } = error;
  // A server throws such an error to answer its own clients: no request was sent.
  if ((expose ?? unhandled ?? getResponse) !== undefined) return undefined;
  const answer = response ?? $response ?? meta?.response;
  const status = statusOf(answer) ?? statusOf(meta) ?? statusOf(error);
  const headers = answer?.headers ?? meta?.headers ?? error.headers ??
    error.responseHeaders ?? answer;
  return status === undefined ? undefined : { status, headers };
}

function statusOf(holder?: Answering): number | undefined {
  return [holder?.status, holder?.statusCode, holder?.code].find(isErrorStatus);
}

function isErrorStatus(value: unknown): value is number {
  return typeof value === "number" && value >= 400 && value < 600;
}

/** Whether an answer is worth a retry, or the wait that a server asks for. */
export function judgeAnswer({ status, headers }: Answer): boolean | number {
  const wish = header(headers, "x-should-retry");
  if (wish === "false") return false;
  if (wish !== "true" && !TRANSIENT.test(String(status))) return false;
  // A date is compared with the server's clock, if the response has a `Date` header.
  const date = parseDate(header(headers, "date"), now());
  const told = toMilliseconds(header(headers, "retry-after-ms")) ??
    parseRetryAfter(header(headers, "retry-after"), date);
  return told === undefined || told + JITTER * random();
}
