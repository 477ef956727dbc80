import { now as currentTime } from "../lib/clock.ts";

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

// Those of RFC 9110, section 5.6.7. All have the same groups.
const DATE_FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<year>\d{4})$/,
];

/**
 * Reads how long a server asks to wait, from its `Retry-After` header.
 *
 * It takes what [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-retry-after)
 * allows, and nothing else: whole seconds, or a date in one of three forms.
 *
 * @example Read the header
 * ```ts
 * import { parseRetryAfter } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseRetryAfter("120"), 120_000);
 * assertEquals(parseRetryAfter("soon"), undefined);
 *
 * const now = Date.parse("1994-11-06T08:49:07Z");
 * assertEquals(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now), 30_000);
 * ```
 *
 * @param value The value of the header, if there is one.
 * @param now The time that a date is compared with, in milliseconds since the
 * epoch. It is now by default.
 * @returns The wait in milliseconds: 0 for now or a date that has passed, and at
 * most `Number.MAX_SAFE_INTEGER`; or undefined for anything else.
 */
export function parseRetryAfter(
  value: string | null | undefined,
  now: number = currentTime(),
): number | undefined {
  if (typeof value !== "string") return undefined;
  if (/^\d+$/.test(value)) {
    return Math.min(Number(value) * 1_000, Number.MAX_SAFE_INTEGER);
  }
  const date = parseDate(value, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/**
 * Reads a date of HTTP.
 *
 * @param value The date.
 * @param now Tells the century of a year of two digits.
 * @returns Milliseconds since the epoch, or undefined if it is no such date.
 */
export function parseDate(value: string, now: number): number | undefined {
  for (const form of DATE_FORMS) {
    const parts = form.exec(value)?.groups;
    if (parts === undefined) continue;
    const { day, hour, minute, second } = parts;
    const month = MONTHS.indexOf(parts.month!) / 3;
    const date = new Date(0);
    date.setUTCFullYear(toYear(parts.year!, now), month, Number(day));
    // February 30 would be in March. There is at most a leap second.
    if (
      date.getUTCMonth() !== month || Number(hour) > 23 ||
      Number(minute) > 59 || Number(second) > 60
    ) return undefined;
    return date.setUTCHours(Number(hour), Number(minute), Number(second));
  }
  return undefined;
}

/** The year that two digits stand for is no more than 50 years ahead. */
function toYear(digits: string, now: number): number {
  if (digits.length > 2) return Number(digits);
  const current = new Date(now).getUTCFullYear();
  const year = current - current % 100 + Number(digits);
  return year > current + 50 ? year - 100 : year;
}
