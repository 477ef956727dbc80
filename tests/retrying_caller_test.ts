import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { RetryingCaller, setOnRetryHooks } from "../mod.ts";
import { drive, failing, rejection } from "./helpers.ts";

Deno.test("RetryingCaller.call() retries a function with its arguments", async () => {
  using time = new FakeTime();
  const start = time.now;
  const caller = new RetryingCaller({ waitJitter: 0 });
  const fn = failing(2);

  assertEquals(await drive(time, caller.call(TypeError, fn, "a", 1)), "ok");
  assertEquals(fn.calls, [["a", 1], ["a", 1], ["a", 1]]);
  assertEquals(time.now - start, 300);
});

Deno.test("RetryingCaller.on() picks the failures beforehand", async () => {
  using time = new FakeTime();
  const call = new RetryingCaller({ attempts: 3, waitJitter: 0 }).on(TypeError);
  const fn = failing(Infinity);
  const other = failing(1, () => new RangeError());

  assertStrictEquals(
    await rejection(drive(time, call(fn, "a"))),
    fn.errors[2],
  );
  assertStrictEquals(await rejection(call(other)), other.errors[0]);
  assertEquals(fn.calls, [["a"], ["a"], ["a"]]);
  assertEquals(other.calls.length, 1);
});

Deno.test("RetryingCaller has the defaults of retry()", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);

  await rejection(drive(
    time,
    new RetryingCaller({ waitInitial: 1, waitMax: 1 }).call(TypeError, fn),
  ));

  assertEquals(fn.calls.length, 10);
});

Deno.test("RetryingCaller names the call by its function or its option", async () => {
  using time = new FakeTime();
  const told: unknown[] = [];
  using _ = setOnRetryHooks([({ name, args }) => void told.push([name, args])]);
  const named = new RetryingCaller({ waitJitter: 0, name: "load user" });
  const caller = new RetryingCaller({ waitJitter: 0 });
  const anonymous = [(fn: () => unknown) => fn()].map((fn) => fn)[0]!;

  await drive(time, caller.call(TypeError, failing(1), 5));
  await drive(time, caller.call(TypeError, anonymous, failing(1)));
  await drive(time, named.call(TypeError, failing(1)));

  assertEquals((told as unknown[][]).map(([name]) => name), [
    "fn",
    "<anonymous>",
    "load user",
  ]);
  assertEquals((told as unknown[][])[0]?.[1], [5]);
});

Deno.test("RetryingCaller reads the signal off the arguments", async () => {
  const caller = new RetryingCaller({
    signal: (signal: AbortSignal) => signal,
  });
  const fn = failing(0);

  const reason = await rejection(
    caller.call(TypeError, fn, AbortSignal.abort("stop")),
  );

  assertEquals([reason, fn.calls.length], ["stop", 0]);
});

Deno.test("RetryingCaller refuses what it cannot call", () => {
  const caller = new RetryingCaller();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong: any[] = [
    undefined,
    "load",
    class {},
    function* () {},
    async function* () {},
  ];

  for (const fn of wrong) {
    assertThrows(
      () => caller.call(TypeError, fn),
      TypeError,
      "Cannot retry as",
    );
    assertThrows(() => caller.on(TypeError)(fn), TypeError, "Cannot retry as");
  }
});
