import { assertEquals, assertLessOrEqual } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { parseRetryAfter } from "../mod.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);

Deno.test("parseRetryAfter() reads whole seconds", () => {
  assertEquals(parseRetryAfter("0"), 0);
  assertEquals(parseRetryAfter("1"), 1_000);
  assertEquals(parseRetryAfter("120"), 120_000);
  assertEquals(parseRetryAfter("007"), 7_000);
});

Deno.test("parseRetryAfter() reads decimals, and rounds up", () => {
  for (
    const [value, wait] of [
      ["2.0", 2_000],
      ["0.5", 500],
      ["1.5", 1_500],
      ["16.1", 16_100], // 16.1 * 1000 is a little more
      ["1.001", 1_001], // 1.001 * 1000 is a little less
      ["0.0001", 1],
      ["0.0", 0],
    ] as const
  ) assertEquals(parseRetryAfter(value), wait, value);
});

Deno.test("parseRetryAfter() takes a value that is repeated", () => {
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const old = "Sunday, 06-Nov-94 08:49:37 GMT";
  for (
    const [value, wait] of [
      ["120, 120", 120_000],
      ["120,120", 120_000],
      ["1.5, 1.5, 1.5", 1_500],
      [`${date}, ${date}`, 30_000],
      [`${old}, ${old}`, 30_000],
      ["Sun Nov  6 08:49:37 1994, Sun Nov  6 08:49:37 1994", 30_000],
    ] as const
  ) assertEquals(parseRetryAfter(value, NOW), wait, value);
});

Deno.test("parseRetryAfter() reads dates that end in another name for GMT", () => {
  for (const zone of ["UTC", "+0000", "-0000"]) {
    const date = `Sun, 06 Nov 1994 08:49:37 ${zone}`;
    assertEquals(parseRetryAfter(date, NOW), 30_000, date);
  }
});

Deno.test("parseRetryAfter() takes no time for a long value", () => {
  const values = [
    "1, ".repeat(100_000),
    "a".repeat(300_000),
    `${"9".repeat(100_000)}, ${"9".repeat(100_000)}, 8`,
    "Sun, ".repeat(60_000),
  ];
  const start = performance.now();

  for (const value of values) assertEquals(parseRetryAfter(value), undefined);

  assertLessOrEqual(performance.now() - start, 1_000);
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
      ".5",
      "1.",
      "1.5.5",
      "-0.5",
      "1,5",
      "1e3",
      "0x10",
      " 120",
      "120 ",
      "120s",
      "120, 240",
      "120, 120, 240",
      "120 120",
      "120,",
      ", 120",
      "1_000",
      "１２０",
      "Infinity",
      "NaN",
      "1994-11-06T08:49:37Z",
      "06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37",
      "Sun, 06 Nov 1994 08:49:37 +0100",
      "Sun, 06 Nov 1994 08:49:37 EST",
      "Sun, 06 Nov 1994 08:49:37 Z",
      "Sun, 06 Nov 1994 08:49:37 GMT, Mon, 07 Nov 1994 08:49:37 GMT",
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
