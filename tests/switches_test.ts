import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  isActive,
  isTesting,
  retry,
  retryContext,
  setActive,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

Deno.test("retrying is on and testing mode off by default", () => {
  assert(isActive());
  assertFalse(isTesting());
});

Deno.test("setActive() turns retrying off, and is idempotent", async () => {
  using _ = setActive(false);
  setActive(false);
  assertFalse(isActive());
  const fn = failing(Infinity);
  let told = 0;
  using _hooks = setOnRetryHooks([() => void told++]);

  const error = await rejection(retry({ ...PLAIN, on: () => true })(fn)());

  assertStrictEquals(error, fn.errors[0]);
  assertEquals([fn.calls.length, told], [1, 0]);
});

Deno.test("a successful block runs once while retrying is off", async () => {
  using _ = setActive(false);
  let rounds = 0;

  for await (const attempt of retryContext(PLAIN)) {
    rounds++;
    assertEquals([attempt.num, attempt.nextWait], [1, 0]);
  }
  await retryContext(PLAIN, () => rounds++);

  assertEquals(rounds, 2);
});

Deno.test("a failed block throws its error while retrying is off", async () => {
  using _ = setActive(false);
  const error = new TypeError();

  for await (const attempt of retryContext(PLAIN)) {
    assertStrictEquals(assertThrows(() => attempt.fail(error)), error);
  }
});

Deno.test("timeouts and signals hold while retrying is off", async () => {
  using _ = setActive(false);
  using time = new FakeTime();
  const hang = () => new Promise(() => {});
  const controller = new AbortController();

  const late = await rejection(
    drive(time, retry({ ...PLAIN, timeout: 50 })(hang)()),
  );
  assertInstanceOf(late, DOMException);
  const call = retry({ ...PLAIN, signal: controller.signal })(hang)();
  await time.runMicrotasks();
  controller.abort("stop");
  assertEquals(await rejection(call), "stop");
});

Deno.test("setActive() returns what restores the state, nested and after a throw", () => {
  assertThrows(() => {
    using _ = setActive(false);
    {
      using _ = setActive(true);
      assert(isActive());
    }
    assertFalse(isActive());
    throw new Error();
  });

  assert(isActive());
});

Deno.test("what restores a state does so once", () => {
  const first = setActive(false);
  first[Symbol.dispose]();
  using _ = setActive(false);

  first[Symbol.dispose]();

  assertFalse(isActive());
});

Deno.test("setTesting() makes one attempt by default, without waiting", async () => {
  using _ = setTesting(true);
  assert(isTesting());
  const fn = failing(Infinity);

  assertStrictEquals(await rejection(retry(PLAIN)(fn)()), fn.errors[0]);
  assertEquals(fn.calls.length, 1);
});

Deno.test("setTesting() replaces the number of attempts", async () => {
  using _ = setTesting(true, { attempts: 4 });
  for (const attempts of [2, 4, 10, null]) {
    const fn = failing(Infinity);
    await rejection(retry({ ...PLAIN, attempts })(fn)());
    assertEquals(fn.calls.length, 4);
  }
});

Deno.test("setTesting() caps the number of attempts", async () => {
  using _ = setTesting(true, { attempts: 4, cap: true });
  for (
    const [attempts, calls] of [[2, 2], [4, 4], [10, 4], [null, 4]] as const
  ) {
    const fn = failing(Infinity);
    await rejection(retry({ ...PLAIN, attempts })(fn)());
    assertEquals(fn.calls.length, calls);
  }
});

Deno.test("testing mode needs no timer, whatever hooks say", async () => {
  using time = new FakeTime();
  using _ = setTesting(true, { attempts: 100 });
  const waits: number[] = [];
  using _hooks = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);

  await rejection(retry({ on: () => 5_000 })(failing(Infinity))());
  await rejection(retry({ on: TypeError })(failing(Infinity))());

  assertEquals(waits, new Array(198).fill(0));
  assertFalse(time.next(), "a timer was set");
});

Deno.test("testing mode ignores the timeout, but not attemptTimeout", async () => {
  using time = new FakeTime();
  using _ = setTesting(true);
  const seen: number[] = [];
  const fn = retryContext({ ...PLAIN, timeout: 50 }, async (attempt) => {
    seen.push(attempt.remaining, attempt.nextWait);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return "ok";
  });
  assertEquals(await drive(time, fn), "ok");
  assertEquals(seen, [Infinity, 0]);

  const hang = () => new Promise(() => {});
  const error = await rejection(
    drive(time, retry({ ...PLAIN, attemptTimeout: 50 })(hang)()),
  );
  assertInstanceOf(error, DOMException);
});

Deno.test("testing mode stops for an abort between attempts", async () => {
  using _ = setTesting(true, { attempts: 5 });
  const controller = new AbortController();
  let calls = 0;
  const fn = retry({ ...PLAIN, signal: controller.signal })(() => {
    if (++calls === 2) Promise.resolve().then(() => controller.abort("stop"));
    throw new TypeError();
  });

  assertEquals(await rejection(fn()), "stop");
  assertEquals(calls, 2);
});

Deno.test("setActive(false) outranks testing mode", async () => {
  using _testing = setTesting(true, { attempts: 5 });
  using _active = setActive(false);
  const fn = failing(Infinity);

  await rejection(retry(PLAIN)(fn)());

  assertEquals(fn.calls.length, 1);
});

Deno.test("setTesting() returns what restores the state, nested and after a throw", async () => {
  assertThrows(() => {
    using _ = setTesting(true, { attempts: 3 });
    {
      using _ = setTesting(false);
      assertFalse(isTesting());
    }
    assert(isTesting());
    throw new Error();
  });
  assertFalse(isTesting());

  using _outer = setTesting(true, { attempts: 3 });
  setTesting(true, { attempts: 2 })[Symbol.dispose]();
  const fn = failing(Infinity);
  await rejection(retry(PLAIN)(fn)());
  assertEquals(fn.calls.length, 3);
});

Deno.test("a call goes on as it began when a switch is flipped", async () => {
  using time = new FakeTime();
  const fn = failing(3);
  const call = retry(PLAIN)(fn)();
  await time.runMicrotasks();

  using _active = setActive(false);
  using _testing = setTesting(true);

  assertEquals(await drive(time, call), "ok");
  assertEquals(fn.calls.length, 4);
});

Deno.test("a wrapper that was made while retrying was off retries once it is on", async () => {
  using time = new FakeTime();
  const off = setActive(false);
  const fn = failing(1);
  const retried = retry(PLAIN)(fn);
  off[Symbol.dispose]();

  assertEquals(await drive(time, retried()), "ok");
});

Deno.test("setActive() and setTesting() refuse wrong arguments", () => {
  const wrong: [() => unknown, typeof TypeError | typeof RangeError, string][] =
    [
      [
        () => setActive(1 as Any),
        TypeError,
        "Cannot set active as the state must be a boolean: current value is 1",
      ],
      [
        () => setActive(undefined as Any),
        TypeError,
        "Cannot set active as the state must be a boolean: current value is undefined",
      ],
      [
        () => setTesting("yes" as Any),
        TypeError,
        'Cannot set testing as the state must be a boolean: current value is "yes"',
      ],
      [
        () => setTesting(true, null as Any),
        TypeError,
        "Cannot set testing as the options must be an object: current value is null",
      ],
      [
        () => setTesting(true, 3 as Any),
        TypeError,
        "Cannot set testing as the options must be an object: current value is 3",
      ],
      [
        () => setTesting(true, { attemps: 3 } as Any),
        TypeError,
        'Cannot set testing as "attemps" is not an option (the options are attempts, cap)',
      ],
      [
        () => setTesting(true, { attempts: 0 }),
        RangeError,
        "Cannot set testing as 'attempts' must be a positive integer: current value is 0",
      ],
      [
        () => setTesting(true, { attempts: 1.5 }),
        RangeError,
        "Cannot set testing as 'attempts' must be a positive integer: current value is 1.5",
      ],
      [
        () => setTesting(true, { attempts: Infinity }),
        RangeError,
        "Cannot set testing as 'attempts' must be a positive integer: current value is Infinity",
      ],
      [
        () => setTesting(true, { attempts: null as Any }),
        TypeError,
        "Cannot set testing as 'attempts' must be a positive integer: current value is null",
      ],
      [
        () => setTesting(true, { cap: 1 as Any }),
        TypeError,
        "Cannot set testing as 'cap' must be a boolean: current value is 1",
      ],
      [
        () => setTesting(false, { cap: 1 as Any }),
        TypeError,
        "Cannot set testing as 'cap' must be a boolean: current value is 1",
      ],
    ];

  for (const [use, kind, message] of wrong) {
    assertEquals(assertThrows(use, kind).message, message);
  }
  assert(isActive());
  assertFalse(isTesting());
});
