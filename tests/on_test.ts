import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { assertType, type IsExact } from "@std/testing/types";
import { runInNewContext } from "node:vm";
import {
  type BackoffHook,
  type FailedAttempt,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOn,
  type RetryOptions,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
  transientHttp,
} from "../mod.ts";
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
    [Infinity, RangeError, "Infinity"],
    [{ total: () => NaN }, RangeError, "NaN"],
    [{ total: () => "1" }, TypeError, '"1"'],
    [1n, TypeError, "1n"],
  ];

  for (const [answer, kind, shown] of wrong) {
    const on: Any = () => answer;
    const fn = failing(1);

    const error = await rejection(retry({ on })(fn)());

    assertInstanceOf(error, kind);
    assertEquals(
      error.message,
      "Cannot retry as 'on' must return a boolean or a finite duration: current value is " +
        shown,
    );
    assertStrictEquals(error.cause, fn.errors[0]);
    assertEquals(fn.calls.length, 1);
  }
});

Deno.test("retry() takes a negative wait for no wait", async () => {
  for (const answer of [-20, -0, -Infinity, { total: () => -1 }]) {
    using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
    const waits: number[] = [];
    using time = new FakeTime();

    await drive(time, retry({ on: () => answer })(failing(1))());

    assertEquals(waits, [0]);
  }
});

Deno.test("retry() tells a hook about the attempt that has failed", async () => {
  using time = new FakeTime();
  const told: FailedAttempt[] = [];
  const on: BackoffHook = (_error, attempt) => {
    told.push(attempt);
    return told.length !== 2 || 7;
  };
  const options = { on, waitJitter: 0, waitMax: 300 };

  await drive(time, retry(options)(failing(4))());

  assertEquals(told, [
    { num: 1, nextWait: 100, waited: 0 },
    { num: 2, nextWait: 200, waited: 100 },
    { num: 3, nextWait: 300, waited: 107 },
    { num: 4, nextWait: 300, waited: 407 },
  ]);
  assert(told.every(Object.isFrozen));
});

Deno.test("retry() tells a hook no jitter, and no wait in testing mode", async () => {
  const told: FailedAttempt[] = [];
  const on: BackoffHook = (_error, attempt) => told.push(attempt) < 0 || 0;
  using time = new FakeTime();
  await drive(time, retry({ on, waitJitter: 1_000 })(failing(1))());
  using _ = setTesting(true, { attempts: 2 });
  await retry({ on })(failing(1))();

  assertEquals(told, [
    { num: 1, nextWait: 100, waited: 0 },
    { num: 1, nextWait: 0, waited: 0 },
  ]);
});

Deno.test("retry() waits as long as a hook says for each attempt", async () => {
  using time = new FakeTime();
  const waits: number[] = [];
  using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
  const fn = failing(9);

  await rejection(drive(
    time,
    retry({ on: (_error, { num }) => [10, 20, 20][num - 1] ?? false })(fn)(),
  ));

  assertEquals(waits, [10, 20, 20]);
  assertEquals(fn.calls.length, 4);
});

Deno.test("retry() asks each entry of a list until one decides", async () => {
  const asked: string[] = [];
  const hook = (name: string, answer: boolean | number): BackoffHook => () => {
    asked.push(name);
    return answer;
  };
  const decisions: [RetryOn, string[], number | undefined][] = [
    [[TypeError, hook("a", 5)], [], 100],
    [[hook("a", 5), TypeError], ["a"], 5],
    [[hook("a", 0), hook("b", 5)], ["a"], 0],
    [[hook("a", false), hook("b", 5), hook("c", 6)], ["a", "b"], 5],
    [[RangeError, hook("a", false), TypeError], ["a"], 100],
    [[RangeError, hook("a", true)], ["a"], 100],
    [[RangeError, hook("a", false)], ["a"], undefined],
    [[hook("a", false), hook("b", false)], ["a", "b"], undefined],
  ];

  for (const [on, expected, wait] of decisions) {
    using time = new FakeTime();
    asked.length = 0;
    const waits: number[] = [];
    using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);

    await drive(time, retry({ ...PLAIN, on })(failing(1))()).catch(() => {});

    assertEquals(asked, expected);
    assertEquals(waits, wait === undefined ? [] : [wait]);
  }
});

Deno.test("retry() counts the time that a hook in a list takes", async () => {
  using time = new FakeTime();
  const reasons: string[] = [];
  using _ = setOnGiveUpHooks([({ reason }) => void reasons.push(reason)]);
  const slow = () => {
    time.tick(450);
    return true;
  };

  await rejection(
    retry({ ...PLAIN, on: [RangeError, slow], timeout: 500 })(failing(1))(),
  );

  assertEquals(reasons, ["timeout"]);
});

Deno.test("'on' infers the types of hooks, in a list, too", () => {
  const all: RetryOptions[] = [
    { on: (_error, { num }) => [10, 20, 20][num - 1] ?? false },
    {
      on: [TypeError, (error, { num, nextWait, waited }) => {
        assertType<IsExact<typeof error, unknown>>(true);
        assertType<IsExact<typeof num, number>>(true);
        return num < 3 && nextWait + waited;
      }],
    },
    { on: [TypeError, transientHttp] },
    { on: [TypeError, transientHttp] as const },
    // @ts-expect-error a hook in a list decides with a boolean or a duration
    { on: [TypeError, () => "yes"] },
    // @ts-expect-error a hook in a list must not be async
    { on: [TypeError, async () => await true] },
    // @ts-expect-error an attempt is not to be changed
    { on: (_error, attempt) => (attempt.num = 2) > 1 },
  ];

  for (const options of all) retry(options);
});

Deno.test("retry() does not let an async hook that fails end the process", async () => {
  // Some promises are no `Promise`, and some that are one cannot be looked at.
  const rejects = [
    () => Promise.reject(new Error("from the hook")),
    runInNewContext("async () => { throw new Error('from another realm') }"),
    () => ({ then: (_: Any, reject: Any) => reject(new Error("a thenable")) }),
    () => ({
      get then() {
        throw new Error("from a getter");
      },
    }),
  ];

  for (const on of rejects) {
    const error = await rejection(retry({ on: on as Any })(failing(1))());
    assertInstanceOf(error, TypeError);
    assertStringIncludes(error.message, "'on' must return");
  }
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
    [[() => true, "x"], '"x"'],
    [[[TypeError]], "[object Array]"],
    [[TypeError, , RangeError], "undefined"],
    [[class NotAnError {}], "class NotAnError"],
    [class NotAnError {}, "class NotAnError"],
    [[Map], "function Map"],
    [[null], "null"],
    [[{ prototype: new Error() }], "[object Object]"],
    [Date, "function Date"],
    [true, "true"],
  ];

  for (const [on, current] of shown) {
    const message =
      "Cannot retry as 'on' must be a class that extends Error, a function, or a non-empty array of these: current value is " +
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
