// What retries within retries do: the documentation says to retry at one level only.
import { assertEquals, assertInstanceOf } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, RetryBudget, retryContext } from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

Deno.test("a retry within a retry multiplies the attempts", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);
  const inner = retry({ ...PLAIN, attempts: 3 })(fn);
  const outer = retry({ ...PLAIN, attempts: 3 })(inner);

  const error = await drive(time, rejection(outer()));

  assertEquals(fn.calls.length, 9);
  assertEquals(error, fn.errors.at(-1));
});

Deno.test("retries within retries that share a budget do not go beyond it", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 2, ttl: 1_000 });
  const inner = retry({ ...PLAIN, budget })(fn);
  const outer = retry({ ...PLAIN, budget })(inner);

  const error = await drive(time, rejection(outer()));

  assertEquals(fn.calls.length, 3);
  assertEquals(error, fn.errors.at(-1));
});

Deno.test("retries that follow the signal of an outer attempt end with it", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);
  const start = time.now;

  const error = await drive(
    time,
    rejection(
      retryContext(
        { ...PLAIN, attempts: 1, timeout: 1_000 },
        ({ signal }) => retryContext({ ...PLAIN, signal }, () => fn()),
      ),
    ),
  );
  const calls = fn.calls.length;
  const ended = time.now - start;
  await time.tickAsync(60_000);

  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals(ended, 1_000);
  assertEquals(fn.calls.length, calls);
});
