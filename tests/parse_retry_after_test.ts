import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { parseRetryAfter } from "../mod.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);

Deno.test("parseRetryAfter() reads whole seconds", () => {
  assertEquals(parseRetryAfter("0"), 0);
  assertEquals(parseRetryAfter("1"), 1_000);
  assertEquals(parseRetryAfter("120"), 120_000);
  assertEquals(parseRetryAfter("007"), 7_000);
});

Deno.test("parseRetryAfter() reads dates in the three forms of HTTP", () => {
  for (
    const date of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "Sun Nov 06 08:49:37 1994",
    ]
  ) assertEquals(parseRetryAfter(date, NOW), 30_000, date);
});

Deno.test("parseRetryAfter() reads every month", () => {
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  for (const [index, month] of months.entries()) {
    assertEquals(
      parseRetryAfter(`Mon, 28 ${month} 2000 00:00:01 GMT`, 0),
      Date.UTC(2000, index, 28, 0, 0, 1),
    );
  }
});

Deno.test("parseRetryAfter() compares a date with the clock by default", () => {
  using _time = new FakeTime(NOW);

  assertEquals(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT"), 30_000);
});

Deno.test("parseRetryAfter() takes a date that has passed for now", () => {
  for (
    const date of [
      "Sun, 06 Nov 1994 08:49:07 GMT",
      "Sun, 06 Nov 1994 08:49:06 GMT",
      "Sat, 01 Jan 0050 00:00:00 GMT",
    ]
  ) assertEquals(parseRetryAfter(date, NOW), 0, date);
});

Deno.test("parseRetryAfter() takes two digits for a year at most 50 years ahead", () => {
  const from = (now: number, year: string) =>
    now + parseRetryAfter(`Friday, 01-Jan-${year} 00:00:00 GMT`, now)!;

  assertEquals(from(NOW, "44"), NOW); // 1944, as 2044 would be no nearer
  assertEquals(from(Date.UTC(2026, 0), "76"), Date.UTC(2076, 0));
  assertEquals(from(Date.UTC(2026, 0), "77"), Date.UTC(2026, 0)); // 1977
  assertEquals(from(Date.UTC(2026, 0), "99"), Date.UTC(2026, 0)); // 1999
});

Deno.test("parseRetryAfter() takes leap days and leap seconds", () => {
  const leapDay = "Thu, 29 Feb 2024 00:00:00 GMT";
  assertEquals(parseRetryAfter(leapDay, 0), Date.UTC(2024, 1, 29));
  const leapSecond = "Sat, 31 Dec 2016 23:59:60 GMT";
  assertEquals(parseRetryAfter(leapSecond, 0), Date.UTC(2017, 0, 1));
});

Deno.test("parseRetryAfter() returns a finite number for any number of digits", () => {
  for (const digits of [16, 20, 400]) {
    assertEquals(
      parseRetryAfter("9".repeat(digits)),
      Number.MAX_SAFE_INTEGER,
    );
  }
});

Deno.test("parseRetryAfter() returns undefined for anything else", () => {
  for (
    const value of [
      null,
      undefined,
      "",
      " ",
      "soon",
      "-1",
      "+1",
      "1.5",
      "1e3",
      "0x10",
      " 120",
      "120 ",
      "120s",
      "120, 240",
      "1_000",
      "１２０",
      "Infinity",
      "NaN",
      "1994-11-06T08:49:37Z",
      "06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37",
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 +0000",
      "sun, 06 nov 1994 08:49:37 gmt",
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 94 08:49:37 GMT",
      "Xyz, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Xyz 1994 08:49:37 GMT",
      "Sun, 06 Anf 1994 08:49:37 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Sun, 31 Nov 1994 08:49:37 GMT",
      "Wed, 29 Feb 2023 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT\n",
      "Sun, 06-Nov-94 08:49:37 GMT",
      "Sunday, 06-Nov-1994 08:49:37 GMT",
      "Sun Nov 6 08:49:37 1994",
      "Sun Nov  6 08:49:37 1994 GMT",
      "On Sun, 06 Nov 1994 08:49:37 GMT",
      "On Sunday, 06-Nov-94 08:49:37 GMT",
      "On Sun Nov  6 08:49:37 1994",
      "Sunday, 06-Nov-94 08:49:37 GMT+1",
      120 as unknown as string,
    ]
  ) assertEquals(parseRetryAfter(value, NOW), undefined, String(value));
});
