const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

// The forms of RFC 9110, section 5.6.7, all with the same groups. In the first,
// servers also write the time zone as in mail headers.
const DATE_FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?:GMT|UTC|[+-]0000)$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<year>\d{4})$/,
];

/**
 * Reads an HTTP date.
 *
 * @param value The date.
 * @param now The current time, for the century of a two-digit year.
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
    // February 30 would become a day in March. A second of 60 is a leap second.
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
