// What the tests expect of @std. It holds for JSR's packages and for the stand-ins.
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLessOrEqual,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { delay } from "@std/async";
import { FakeTime, TimeError } from "@std/testing/time";
import { assertType, type IsExact } from "@std/testing/types";

Deno.test("assertions pass when they hold", () => {
  assert(1);
  assertFalse(0);
  assertEquals({ a: [1, "2", undefined] }, { a: [1, "2", undefined] });
  assertStrictEquals(NaN, NaN);
  assertGreaterOrEqual(1, 1);
  assertLessOrEqual(1, 1);
  assertMatch("abc", /b/);
  assertStringIncludes("abc", "bc");
  assertInstanceOf(new TypeError(), Error);
});

Deno.test("assertions throw an AssertionError when they do not hold", () => {
  const wrong = [
    () => assert(0),
    () => assertFalse(1),
    () => assertEquals({ a: 1 }, { a: 2 }),
    () => assertEquals<unknown>([1], ["1"]),
    () => assertEquals<object>({ a: undefined }, {}),
    () => assertStrictEquals({}, {}),
    () => assertGreaterOrEqual(1, 2),
    () => assertLessOrEqual(2, 1),
    () => assertMatch("abc", /d/),
    () => assertStringIncludes("abc", "d"),
    () => assertInstanceOf(new Error(), TypeError),
    () => assertThrows(() => {}),
    () =>
      assertThrows(() => {
        throw new Error("a");
      }, TypeError),
    () =>
      assertThrows(
        () => {
          throw new Error("a");
        },
        Error,
        "b",
      ),
  ];

  for (const fn of wrong) {
    let thrown: unknown;
    try {
      fn();
    } catch (error) {
      thrown = error;
    }
    assert(thrown instanceof AssertionError, fn.toString());
  }
});

Deno.test("assertThrows() and assertRejects() return the error", async () => {
  const error = new RangeError("too far");

  assertStrictEquals(
    assertThrows(
      () => {
        throw error;
      },
      RangeError,
      "far",
    ),
    error,
  );
  assertStrictEquals(
    await assertRejects(() => Promise.reject(error), RangeError, "far"),
    error,
  );
  await assertRejects(
    () => assertRejects(() => Promise.resolve()),
    AssertionError,
  );
});

Deno.test("delay() resolves after a while, and rejects when aborted", async () => {
  const start = Date.now();
  await delay(20);
  assertGreaterOrEqual(Date.now() - start, 18);

  const controller = new AbortController();
  const delayed = delay(60_000, { signal: controller.signal });
  controller.abort(new RangeError("enough"));
  await assertRejects(() => delayed, RangeError, "enough");
});

Deno.test("FakeTime fires timers in the order they are due", async () => {
  using time = new FakeTime(1_000);
  const fired: unknown[] = [];
  setTimeout((name: string) => fired.push([name, Date.now()]), 20, "second");
  setTimeout(() => fired.push(["first", Date.now()]), 10);
  setTimeout(() => fired.push(["third", Date.now()]), 20);
  clearTimeout(setTimeout(() => fired.push("never"), 5));

  time.tick(9);
  assertEquals(fired, []);
  await time.tickAsync(11);

  assertEquals(fired, [["first", 1_010], ["second", 1_020], ["third", 1_020]]);
  assertEquals(time.now, 1_020);
  assertEquals(new Date().getTime(), 1_020);
});

Deno.test("FakeTime steps from timer to timer", async () => {
  using time = new FakeTime();
  const start = time.now;
  const fired: number[] = [];
  setTimeout(() => {
    fired.push(1);
    Promise.resolve().then(() => setTimeout(() => fired.push(2), 2 ** 31));
  }, 5);

  assert(await time.nextAsync());
  assertEquals(fired, [1]);
  assert(await time.nextAsync());
  assertEquals(fired, [1, 2]);
  assertFalse(await time.nextAsync());
  assertFalse(time.next());
  assertEquals(time.now, start + 5 + 2 ** 31);
});

Deno.test("FakeTime repeats intervals until they are cleared", () => {
  using time = new FakeTime();
  let fired = 0;
  const id = setInterval(() => fired++, 10);

  time.tick(35);
  clearInterval(id);
  time.tick(35);

  assertEquals(fired, 3);
});

Deno.test("FakeTime puts back what it has replaced", () => {
  const { setTimeout, clearTimeout, Date } = globalThis;
  const time = new FakeTime();
  assertThrows(() => new FakeTime(), TimeError);
  assert(globalThis.setTimeout !== setTimeout);

  time.restore();

  assertStrictEquals(globalThis.setTimeout, setTimeout);
  assertStrictEquals(globalThis.clearTimeout, clearTimeout);
  assertStrictEquals(globalThis.Date, Date);
  assertThrows(() => time.restore(), TimeError);
});

Deno.test("IsExact tells types apart", () => {
  assertType<IsExact<string, string>>(true);
  assertType<IsExact<{ a: 1 }, { a: 1 }>>(true);
  // @ts-expect-error they differ
  assertType<IsExact<string, number>>(true);
  // @ts-expect-error they differ
  // deno-lint-ignore no-explicit-any -- told apart from `unknown`
  assertType<IsExact<any, unknown>>(true);
  // @ts-expect-error a part is not the whole
  assertType<IsExact<1, 1 | 2>>(true);
});
