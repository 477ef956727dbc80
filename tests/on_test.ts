import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, retryContext, RetryingCaller } from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

class LoadError extends Error {}
class HttpLoadError extends LoadError {}
class OtherError extends Error {}

function LegacyError() {}
LegacyError.prototype = Object.create(Error.prototype);

/** How often a function is called that keeps throwing an error. */
async function countCalls(on: Any, error: unknown): Promise<number> {
  let calls = 0;
  const fn = retry({ on, attempts: 3, waitInitial: 0, waitJitter: 0 })(() => {
    calls++;
    throw error;
  });
  assertStrictEquals(await rejection(fn()), error);
  return calls;
}

Deno.test("'on' stays what it was when it was given", async () => {
  using time = new FakeTime();
  let called = 0;
  // A class in the old style.
  const Old: Any = function () {
    called++;
    return true;
  };
  Old.prototype = Object.create(Error.prototype);
  const classes: ErrorConstructor[] = [TypeError];
  const error = new RangeError();
  const load = retry({ on: Old })(failing(1, () => error));
  const other = retry({ on: classes })(failing(1, () => error));
  Old.prototype = {};
  classes[0] = RangeError;

  assertStrictEquals(await rejection(drive(time, load())), error);
  assertStrictEquals(await rejection(drive(time, other())), error);
  assertEquals(called, 0);
});

Deno.test("retry() retries a class of errors and its subclasses", async () => {
  assertEquals(await countCalls(LoadError, new LoadError()), 3);
  assertEquals(await countCalls(LoadError, new HttpLoadError()), 3);
  assertEquals(await countCalls(Error, new HttpLoadError()), 3);
  assertEquals(await countCalls(DOMException, new DOMException()), 3);
  assertEquals(
    await countCalls(LegacyError, Object.create(LegacyError.prototype)),
    3,
  );
});

Deno.test("retry() lets other errors through at once", async () => {
  assertEquals(await countCalls(HttpLoadError, new LoadError()), 1);
  assertEquals(await countCalls(LoadError, new OtherError()), 1);
  assertEquals(await countCalls([LoadError, TypeError], new OtherError()), 1);
  assertEquals(await countCalls(Error, "not an error"), 1);
});

Deno.test("retry() retries any of several classes", async () => {
  assertEquals(await countCalls([LoadError, OtherError], new OtherError()), 3);
  assertEquals(
    await countCalls([LoadError, OtherError], new HttpLoadError()),
    3,
  );
});

Deno.test("retry() asks a hook, which gets the very error", async () => {
  const asked: unknown[] = [];
  const error = new LoadError();

  const calls = await countCalls((given: unknown) => {
    asked.push(given);
    return asked.length < 2;
  }, error);

  assertEquals(calls, 2);
  assertEquals(asked.length, 2);
  assertStrictEquals(asked[0], error);
});

Deno.test("retry() does not ask a hook once the attempts have run out", async () => {
  let asked = 0;

  await countCalls(() => {
    asked++;
    return true;
  }, "anything");

  assertEquals(asked, 2);
});

Deno.test("retry() waits exactly as long as a hook says, jitter and cap aside", async () => {
  using time = new FakeTime();
  const waits: Any[] = [7, 0, { total: () => 3.5 }, 90_000];
  const start = time.now;
  const calls: number[] = [];
  const on = () => waits.shift() ?? false;
  const fn = retry({ on, timeout: null, waitMax: 1 })(() => {
    calls.push(time.now - start);
    throw new TypeError();
  });

  await rejection(drive(time, fn()));

  // A timer counts whole milliseconds, and must not fire too early.
  assertEquals(calls, [0, 7, 7, 11, 90_011]);
});

Deno.test("retry() refuses what a hook must not return, and keeps the error", async () => {
  const wrong: [unknown, typeof TypeError | typeof RangeError, string][] = [
    [undefined, TypeError, "undefined"],
    [null, TypeError, "null"],
    ["100", TypeError, '"100"'],
    [{}, TypeError, "[object Object]"],
    [Promise.resolve(true), TypeError, "[object Promise]"],
    [NaN, RangeError, "NaN"],
    [-1, RangeError, "-1"],
    [Infinity, RangeError, "Infinity"],
    [{ total: () => -1 }, RangeError, "-1"],
  ];

  for (const [answer, kind, shown] of wrong) {
    const on: Any = () => answer;
    const fn = failing(1);

    const error = await rejection(retry({ on })(fn)());

    assertInstanceOf(error, kind);
    assertEquals(
      error.message,
      "Cannot retry as 'on' must return a boolean or a finite duration of at least 0 milliseconds: current value is " +
        shown,
    );
    assertStrictEquals(error.cause, fn.errors[0]);
    assertEquals(fn.calls.length, 1);
  }
});

Deno.test("retry() does not let an async hook that fails end the process", async () => {
  const on: Any = () => Promise.reject(new Error("from the hook"));

  assertInstanceOf(await rejection(retry({ on })(failing(1))()), TypeError);
  // An unhandled rejection would fail this test in the next turn.
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("retry() lets through what a hook throws", async () => {
  const thrown = new RangeError("a bug in the hook");
  const fn = failing(5);
  const on = () => {
    throw thrown;
  };

  assertStrictEquals(await rejection(retry({ on })(fn)()), thrown);
  assertEquals(fn.calls.length, 1);
});

Deno.test("retry() lets a value through that cannot be compared", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  const caught = await retry({ on: TypeError })(() => Promise.reject(proxy))()
    .then(() => [], (error) => [error]);

  assertStrictEquals(caught[0], proxy);
});

Deno.test("retry() needs to be told what to retry on", () => {
  const shown: [Any, string][] = [
    [undefined, "undefined"],
    [null, "null"],
    ["TypeError", '"TypeError"'],
    [new TypeError(), "[object Error]"],
    [[], "[object Array]"],
    [[TypeError, "x"], '"x"'],
    [[() => true], "function (anonymous)"],
    [class NotAnError {}, "class NotAnError"],
    [[Map], "function Map"],
    [[null], "null"],
    [[{ prototype: new Error() }], "[object Object]"],
    [Date, "function Date"],
    [true, "true"],
  ];

  for (const [on, current] of shown) {
    const message =
      "Cannot retry as 'on' must be a class that extends Error, an array of at least one such class, or a function: current value is " +
      current;
    const caller = new RetryingCaller();
    const uses = [
      () => retry({ on }),
      () => retryContext({ on }),
      () => retryContext({ on }, () => 1),
      () => caller.on(on),
      () => caller.call(on, () => 1),
    ];
    for (const use of uses) {
      assertEquals(assertThrows(use, TypeError).message, message);
    }
  }
  assertThrows(() => retry({} as Any), TypeError, "'on' must be");
});

Deno.test("retry() asks a hook about an error that is thrown in a block", async () => {
  let asked: unknown;
  const on = (error: unknown) => {
    asked = error;
    return false;
  };

  await rejection(retryContext({ ...PLAIN, on }, () => {
    throw 42;
  }));

  assertEquals(asked, 42);
});
