// Tests of programs that use this package fake time in ways of their own.
import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import FakeTimers from "@sinonjs/fake-timers";
import { retry, retryContext } from "../mod.ts";
import { failing, PLAIN, rejection } from "./helpers.ts";

/** The engine behind the fake timers of Sinon, Jest and Vitest. */
function install(): FakeTimers.Clock & Disposable {
  const clock = FakeTimers.install({ now: 1_000_000 });
  return Object.assign(clock, { [Symbol.dispose]: () => clock.uninstall() });
}

Deno.test("waits pass with Sinon's fake timers", async () => {
  using clock = install();
  const fn = failing(2);
  const call = retry(PLAIN)(fn)();

  await clock.tickAsync(99);
  assertEquals(fn.calls.length, 1);
  await clock.tickAsync(1);
  assertEquals(fn.calls.length, 2);
  await clock.tickAsync(200);

  assertEquals(await call, "ok");
  assertEquals([fn.calls.length, clock.countTimers()], [3, 0]);
});

Deno.test("the deadline comes with Sinon's fake timers", async () => {
  using clock = install();
  const error = rejection(
    retryContext({ ...PLAIN, timeout: 250 }, () => new Promise(() => {})),
  );

  await clock.runAllAsync();

  assertInstanceOf(await error, DOMException);
  assertEquals([clock.now, clock.countTimers()], [1_000_250, 0]);
});

Deno.test("an abort comes with Sinon's fake timers", async () => {
  using clock = install();
  const controller = new AbortController();
  setTimeout(() => controller.abort("gone"), 50);
  const fn = failing(Infinity);
  const error = rejection(
    retry({ ...PLAIN, signal: controller.signal })(fn)(),
  );

  await clock.tickAsync(50);

  assertStrictEquals(await error, "gone");
  assertEquals([fn.calls.length, clock.countTimers()], [1, 0]);
});

Deno.test("a call goes on that began before time was faked", async () => {
  const fn = failing(1);
  const call = retry({ ...PLAIN, timeout: null, waitInitial: 1 })(fn);

  const result = call();
  using clock = install();
  await clock.tickAsync(1);

  assertEquals(await result, "ok");
});
