import { now as currentTime } from "../lib/clock.ts";
import { parseDate } from "./http_date.ts";

// The same value from two servers in a row. A date has a comma of its own.
const REPEATED = /^([^,]+|\w+, [^,]+)(?:, ?\1)+$/;

/**
 * Reads how long a server asks to wait, from its `Retry-After` header.
 *
 * It takes:
 *
 * - seconds, which may have decimals: `120`, `0.5`, `2.0`;
 * - a date in one of the three forms of
 *   [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats),
 *   such as `Sun, 06 Nov 1994 08:49:37 GMT`, which may also end in `UTC`, `+0000`
 *   or `-0000`;
 * - the same value several times, as two proxies in a row send it: `120, 120`.
 *
 * For anything else it returns undefined, such as for a negative number, a number
 * with a unit, or two different values.
 *
 * @example Read the header
 * ```ts
 * import { parseRetryAfter } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseRetryAfter("120"), 120_000);
 * assertEquals(parseRetryAfter("0.5"), 500);
 * assertEquals(parseRetryAfter("soon"), undefined);
 *
 * const now = Date.parse("1994-11-06T08:49:07Z");
 * assertEquals(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now), 30_000);
 * ```
 *
 * @param value The value of the header, if there is one.
 * @param now The time that a date is compared with, in milliseconds since the epoch.
 * By default, the current time.
 * @returns The wait in whole milliseconds, rounded up: 0 for now or a date that
 * has passed, and at most `Number.MAX_SAFE_INTEGER`; or undefined for anything
 * else.
 */
export function parseRetryAfter(
  value: string | null | undefined,
  now: number = currentTime(),
): number | undefined {
  if (typeof value !== "string") return undefined;
  const once = REPEATED.exec(value)?.[1] ?? value;
  const seconds = toMilliseconds(once, "e3");
  if (seconds !== undefined) return seconds;
  const date = parseDate(once, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/**
 * Reads a number of milliseconds.
 *
 * @param value The digits, which may have decimals.
 * @param exponent An exponent to append to the digits, such as `e3` for seconds. This
 * is exact, which a multiplication would not be.
 * @returns The number, rounded up, or undefined if the value is not a number.
 */
export function toMilliseconds(
  value: string,
  exponent = "",
): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(value)
    ? Math.min(Math.ceil(Number(value + exponent)), Number.MAX_SAFE_INTEGER)
    : undefined;
}
