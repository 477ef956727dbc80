import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { drive, failing, patchClock, PLAIN, rejection } from "./helpers.ts";

/** Runs a function in a loop of attempts, as the documentation shows it. */
async function loop<T>(
  options: RetryOptions,
  fn: (attempt: Attempt) => T,
): Promise<Awaited<T> | undefined> {
  for await (const attempt of retryContext(options)) {
    try {
      return await fn(attempt);
    } catch (error) {
      attempt.fail(error);
    }
  }
  return undefined;
}

const FORMS: Record<string, typeof loop> = {
  "for await": loop,
  "a block": (options, fn) => retryContext(options, fn),
};

for (const [form, run] of Object.entries(FORMS)) {
  Deno.test(`retryContext() with ${form} retries until it succeeds`, async () => {
    using time = new FakeTime();
    const start = time.now;
    const seen: unknown[] = [];
    const fn = failing(3);

    const call = run(
      { ...PLAIN, timeout: 5_000 },
      ({ num, nextWait, remaining }) => {
        seen.push([time.now - start, num, nextWait, remaining]);
        return fn();
      },
    );

    assertEquals(await drive(time, call), "ok");
    assertEquals(seen, [
      [0, 1, 100, 5_000],
      [100, 2, 200, 4_900],
      [300, 3, 400, 4_700],
      [700, 4, 800, 4_300],
    ]);
  });

  Deno.test(`retryContext() with ${form} throws the last error`, async () => {
    using time = new FakeTime();
    const fn = failing(Infinity);

    const error = await rejection(
      drive(time, run({ ...PLAIN, attempts: 3 }, fn)),
    );

    assertStrictEquals(error, fn.errors[2]);
    assertEquals(fn.calls.length, 3);
  });

  Deno.test(`retryContext() with ${form} lets other errors through`, async () => {
    const error = new RangeError();
    const fn = failing(1, () => error);

    assertStrictEquals(await rejection(run(PLAIN, fn)), error);
    assertEquals(fn.calls.length, 1);
  });

  Deno.test(`retryContext() with ${form} shows no deadline as Infinity`, async () => {
    const call = run({ ...PLAIN, timeout: null }, ({ remaining }) => remaining);

    assertEquals(await call, Infinity);
  });

  Deno.test(`retryContext() with ${form} shows a wait without jitter, at most the cap`, async () => {
    using time = new FakeTime();
    const waits: number[] = [];
    const fn = failing(3);

    await drive(
      time,
      run({ on: TypeError, waitMax: 250 }, ({ nextWait }) => {
        waits.push(nextWait);
        return fn();
      }),
    );

    assertEquals(waits, [100, 200, 250, 250]);
  });

  Deno.test(`retryContext() with ${form} calls itself a context block`, async () => {
    using time = new FakeTime();
    const told: unknown[] = [];
    using _ = setOnRetryHooks([({ name, args }) => {
      told.push([name, args]);
    }]);

    await drive(time, run(PLAIN, failing(1)));
    await drive(time, run({ ...PLAIN, name: "load user" }, failing(1)));

    assertEquals(told, [["<context block>", []], ["load user", []]]);
  });

  Deno.test(`retryContext() with ${form} gives fail() its meaning`, async () => {
    using time = new FakeTime();
    let last: Attempt | undefined;

    const call = run({ ...PLAIN, attempts: 2 }, (attempt) => {
      last = attempt;
      throw new TypeError(`${attempt.num}`);
    });

    assertEquals((await rejection(drive(time, call)) as Error).message, "2");
    // Once all is over, there is no retry, and nothing is lost.
    const late = new TypeError("late");
    assertStrictEquals(assertThrows(() => last?.fail(late)), late);
  });
}

Deno.test("retryContext() ends its loop when the code in it ends", async () => {
  using time = new FakeTime();
  let rounds = 0;
  for await (const _ of retryContext(PLAIN)) rounds++;
  for await (const _ of retryContext(PLAIN)) {
    rounds++;
    if (rounds) continue;
  }
  for await (const _ of retryContext(PLAIN)) {
    rounds++;
    break;
  }

  assertEquals(rounds, 3);
  assertFalse(time.next(), "a timer was left");
});

Deno.test("retryContext() lets what its loop throws through", async () => {
  const thrown = new TypeError("not said to have failed");
  let rounds = 0;
  async function run() {
    for await (const _ of retryContext(PLAIN)) {
      rounds++;
      throw thrown;
    }
  }

  assertStrictEquals(await rejection(run()), thrown);
  assertEquals(rounds, 1);
});

Deno.test("retryContext() may yield from its loop", async () => {
  using time = new FakeTime();
  async function* items() {
    for await (const attempt of retryContext(PLAIN)) {
      try {
        yield attempt.num;
        if (attempt.num < 3) throw new TypeError();
      } catch (error) {
        attempt.fail(error);
      }
    }
  }

  const seen: number[] = [];
  await drive(
    time,
    (async () => {
      for await (const item of items()) seen.push(item);
    })(),
  );

  assertEquals(seen, [1, 2, 3]);
});

Deno.test("retryContext() starts each loop anew", async () => {
  using time = new FakeTime();
  const context = retryContext({ ...PLAIN, attempts: 2 });
  const nums: number[] = [];
  async function run() {
    for await (const attempt of context) {
      nums.push(attempt.num);
      if (attempt.num < 2) attempt.fail(new TypeError());
    }
  }

  await drive(time, Promise.all([run(), run()]));
  await drive(time, run());

  assertEquals(nums, [1, 1, 2, 2, 1, 2]);
});

Deno.test("retryContext() holds the limits in a loop at the next failure", async () => {
  using time = new FakeTime();
  const error = new TypeError();
  let seen: Attempt | undefined;

  const call = loop({ ...PLAIN, timeout: 250 }, async (attempt) => {
    seen = attempt;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assertEquals(attempt.remaining, 0);
    throw error;
  });

  assertStrictEquals(await rejection(drive(time, call)), error);
  assertEquals(seen?.num, 1);
});

Deno.test("retryContext() starts no wait in a loop that would end past the deadline", async () => {
  using time = new FakeTime();
  const start = time.now;
  const error = new TypeError();
  async function run() {
    for await (const attempt of retryContext({ ...PLAIN, timeout: 250 })) {
      attempt.fail(error);
      // The wait of 100 ms was possible until now.
      time.tick(200);
    }
  }

  assertStrictEquals(await rejection(drive(time, run())), error);
  assertEquals(time.now - start, 200);
});

Deno.test("retryContext() retries a loop's attempt that its limit has stopped", async () => {
  using time = new FakeTime();
  const start = time.now;
  let asked = 0;
  const on = () => {
    asked++;
    return false;
  };

  const call = loop({ ...PLAIN, on, attemptTimeout: 50 }, ({ num, signal }) => {
    if (num === 3) return time.now - start;
    return new Promise((_, reject) => {
      signal.onabort = () =>
        reject(new RangeError("wrapped", { cause: signal.reason }));
    });
  });

  assertEquals(await drive(time, call), 400);
  assertEquals(asked, 0);
});

Deno.test("retryContext() counts a loop's attempt from its start, not from the look at its signal", async () => {
  using time = new FakeTime();
  const start = time.now;

  const call = loop(
    { ...PLAIN, attempts: 1, attemptTimeout: 50 },
    async (attempt) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return await new Promise((_, reject) => {
        const { signal } = attempt;
        signal.onabort = () => reject(signal.reason);
      });
    },
  );

  assertInstanceOf(await rejection(drive(time, call)), DOMException);
  assertEquals(time.now - start, 50);
});

Deno.test("retryContext() stops a loop's attempt that looks at its signal too late", async () => {
  using time = new FakeTime();

  const call = loop({ ...PLAIN, attempts: 1, timeout: 50 }, async (attempt) => {
    await new Promise((resolve) => setTimeout(resolve, 80));
    attempt.signal.throwIfAborted();
    return await new Promise((_, reject) => {
      const { signal } = attempt;
      signal.onabort = () => reject(signal.reason);
    });
  });

  const error = await rejection(drive(time, call));
  assertInstanceOf(error, DOMException);
  assertEquals(
    error.message,
    "Attempt 1 of <context block> timed out at the deadline of 50 ms",
  );
});

Deno.test("retryContext() throws the reason of an abort in a loop", async () => {
  using time = new FakeTime();
  const before = AbortSignal.abort("before");
  assertEquals(
    await rejection(loop({ ...PLAIN, signal: before }, () => 1)),
    "before",
  );

  const inWait = new AbortController();
  const waiting = loop({ ...PLAIN, signal: inWait.signal }, failing(9));
  await time.tickAsync(50);
  inWait.abort("in a wait");
  assertEquals(await rejection(waiting), "in a wait");

  const inAttempt = new AbortController();
  const attempting = loop({ ...PLAIN, signal: inAttempt.signal }, () => {
    inAttempt.abort("in an attempt");
    throw new TypeError();
  });
  assertEquals(await rejection(attempting), "in an attempt");
  assertFalse(time.next(), "a timer was left");
});

Deno.test("attempt.fail() throws what it cannot retry", async () => {
  const error = new RangeError();
  for await (const attempt of retryContext(PLAIN)) {
    assertStrictEquals(assertThrows(() => attempt.fail(error)), error);
    const second = new TypeError("nothing is lost");
    assertStrictEquals(assertThrows(() => attempt.fail(second)), second);
  }
});

Deno.test("attempt.fail() may be called once", async () => {
  const second = new TypeError("second");
  for await (const attempt of retryContext(PLAIN)) {
    attempt.fail(new TypeError("first"));

    const error = assertThrows(() => attempt.fail(second), TypeError);

    assertEquals(
      error.message,
      "Cannot fail an attempt that has failed before",
    );
    assertStrictEquals(error.cause, second);
    break;
  }
});

Deno.test("attempt.fail() may not be called again in the wait", async () => {
  using time = new FakeTime();
  const second = new TypeError("second");
  let error: unknown;

  await drive(
    time,
    retryContext(PLAIN, (attempt) => {
      if (attempt.num > 1) return;
      attempt.fail(new TypeError("first"));
      setTimeout(() => {
        error = assertThrows(() => attempt.fail(second), TypeError);
      }, 50);
    }),
  );

  assertStrictEquals((error as Error).cause, second);
});

Deno.test("attempt.fail() of an earlier attempt throws its error", async () => {
  using time = new FakeTime();
  const error = new TypeError("stale");
  let first: Attempt | undefined;

  const call = loop(PLAIN, (attempt) => {
    first ??= attempt;
    if (attempt.num === 1) throw new TypeError();
    assertStrictEquals(assertThrows(() => first?.fail(error)), error);
  });

  await drive(time, call);
});

Deno.test("attempt.fail() may be called in a block", async () => {
  using time = new FakeTime();
  const start = time.now;
  const times: number[] = [];

  const call = retryContext(PLAIN, (attempt) => {
    times.push(time.now - start);
    if (attempt.num < 3) attempt.fail(new TypeError());
    return "ok";
  });

  assertEquals(await drive(time, call), "ok");
  assertEquals(times, [0, 100, 300]);
});

Deno.test("a block that throws after fail() ends the call with that error", async () => {
  const error = new TypeError("after");

  const call = retryContext(PLAIN, (attempt) => {
    attempt.fail(new TypeError("first"));
    throw error;
  });

  assertStrictEquals(await rejection(call), error);
});

Deno.test("a block may return another value when fail() throws", async () => {
  const call = retryContext({ ...PLAIN, attempts: 1 }, (attempt) => {
    try {
      attempt.fail(new TypeError());
      return "unreachable";
    } catch {
      return "fallback";
    }
  });

  assertEquals(await call, "fallback");
});

Deno.test("a block that hangs after fail() is retried at its limit", async () => {
  using time = new FakeTime();
  const start = time.now;

  const call = retryContext({ ...PLAIN, attemptTimeout: 50 }, (attempt) => {
    if (attempt.num > 1) return time.now - start;
    attempt.fail(new TypeError());
    return new Promise<number>(() => {});
  });

  assertEquals(await drive(time, call), 150);
});

Deno.test("a block that hangs after fail() has thrown ends at its limit", async () => {
  using time = new FakeTime();

  const call = retryContext(
    { ...PLAIN, attempts: 1, attemptTimeout: 50 },
    (attempt) => {
      assertThrows(() => attempt.fail(new TypeError()));
      return new Promise<never>(() => {});
    },
  );

  assertInstanceOf(await rejection(drive(time, call)), DOMException);
});

Deno.test("a block that hangs after fail() is retried, also without a wait", async () => {
  using time = new FakeTime();
  const options = { on: () => 0, attempts: 2, attemptTimeout: 50 };

  const call = retryContext(options, (attempt) => {
    if (attempt.num > 1) return "ok";
    attempt.fail(new TypeError());
    return new Promise<never>(() => {});
  });

  assertEquals(await drive(time, call), "ok");
});

Deno.test("a loop may be closed before its first attempt", async () => {
  const iterator = retryContext(PLAIN)[Symbol.asyncIterator]();

  assertEquals(await iterator.return?.(), { done: true, value: undefined });
  assertEquals(await iterator.next(), { done: true, value: undefined });
});

Deno.test("a block whose 'on' calls fail() ends with the error", async () => {
  const error = new TypeError();
  let current: Attempt | undefined;
  const on = () => {
    current?.fail(error);
    return true;
  };

  const call = retryContext({ on }, (attempt) => {
    current = attempt;
    throw error;
  });

  assertStrictEquals(await rejection(call), error);
});

Deno.test("retryContext() refuses what is not a block", () => {
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong: [any, string][] = [
    [null, "a function: current value is null"],
    [class {}, "a function: current value is class (anonymous)"],
    [function* () {}, "must be async, so that it can wait"],
    [
      async function* () {},
      "an async generator function must be wrapped by 'retry'",
    ],
  ];

  for (const [block, message] of wrong) {
    assertThrows(() => retryContext(PLAIN, block), TypeError, message);
  }
});

Deno.test("an iterator of attempts may be used by hand", async () => {
  using time = new FakeTime();
  const iterator = retryContext(PLAIN)[Symbol.asyncIterator]();

  const first = await iterator.next();
  assert(!first.done);
  first.value.fail(new TypeError());
  const second = iterator.next();
  await assertRejects(
    () => iterator.next(),
    TypeError,
    "Cannot start another attempt before the wait has ended",
  );
  assertEquals((await drive(time, second)).value?.num, 2);

  assertEquals(await iterator.next(), { done: true, value: undefined });
  assertEquals(await iterator.next(), { done: true, value: undefined });
});

Deno.test("an iterator of attempts can be closed in a wait", async () => {
  using time = new FakeTime();
  const iterator = retryContext(PLAIN)[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert(!first.done);
  first.value.fail(new TypeError());
  const waiting = iterator.next();

  await iterator.return?.();

  assertEquals(await waiting, { done: true, value: undefined });
  assertFalse(time.next(), "a timer was left");
});

Deno.test("an iterator of attempts can be closed in a wait of testing mode", async () => {
  using _ = setTesting(true, { attempts: 2 });
  const iterator = retryContext(PLAIN)[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert(!first.done);
  first.value.fail(new TypeError());
  const waiting = iterator.next();

  await iterator.return?.();

  assertEquals(await waiting, { done: true, value: undefined });
  assertEquals(await iterator.next(), { done: true, value: undefined });
});

Deno.test("an iterator of attempts can be closed by what the abort of its signal sets off", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const options = { ...PLAIN, signal: controller.signal };
  const iterator = retryContext(options)[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert(!first.done);
  const call = retryContext(options, ({ signal }) => {
    signal.onabort = () => iterator.return?.();
    return new Promise<never>(() => {});
  });
  await time.runMicrotasks();
  first.value.fail(new TypeError());
  const waiting = iterator.next();

  controller.abort("stop");

  assertEquals(await waiting, { done: true, value: undefined });
  assertEquals(await rejection(call), "stop");
  assertFalse(time.next(), "a timer was left");
});

Deno.test("retryContext() holds the deadline in a loop with a clock that stands still", async () => {
  using time = new FakeTime();
  const frozen = Date.now();
  using _ = patchClock(() => frozen);
  const error = new TypeError();

  const call = loop({ ...PLAIN, timeout: 250 }, async (attempt) => {
    const { signal } = attempt;
    await new Promise((resolve) => signal.onabort = resolve);
    assertEquals(attempt.remaining, 0);
    throw error;
  });

  assertStrictEquals(await rejection(drive(time, call)), error);
});

Deno.test("a block that hangs after fail() ends at the deadline", async () => {
  using time = new FakeTime();
  const error = new TypeError();

  const call = retryContext({ ...PLAIN, timeout: 500 }, (attempt) => {
    attempt.fail(error);
    return new Promise<never>(() => {});
  });

  const reason = await rejection(drive(time, call));
  assertInstanceOf(reason, DOMException);
  assertEquals(reason.name, "TimeoutError");
  assertStrictEquals(reason.cause, error);
});

Deno.test("a block that hangs after fail() has thrown is not retried", async () => {
  using time = new FakeTime();
  let calls = 0;

  const call = retryContext({ ...PLAIN, attemptTimeout: 50 }, (attempt) => {
    calls++;
    assertThrows(() => attempt.fail(new RangeError()));
    return new Promise<never>(() => {});
  });

  assertInstanceOf(await rejection(drive(time, call)), DOMException);
  assertEquals(calls, 1);
});

Deno.test("hooks are told once about a block that hangs after fail()", async () => {
  using time = new FakeTime();
  let told = 0;
  using _ = setOnRetryHooks([() => void told++]);

  await drive(
    time,
    retryContext({ ...PLAIN, attemptTimeout: 50 }, (attempt) => {
      if (attempt.num > 1) return;
      attempt.fail(new TypeError());
      return new Promise<void>(() => {});
    }),
  );

  assertEquals(told, 1);
});

Deno.test("attempt.fail() asks and tells no hook once the call has ended", async () => {
  let told = 0;
  const on = () => {
    told++;
    return true;
  };
  using _ = setOnRetryHooks([() => void told++]);
  let kept: Attempt | undefined;
  await retryContext({ ...PLAIN, on }, (attempt) => {
    kept = attempt;
  });
  const error = new TypeError();

  assertStrictEquals(assertThrows(() => kept?.fail(error)), error);
  assertEquals(told, 0);
});

Deno.test("attempt.fail() loses no error if 'on' closes the loop", async () => {
  let told = 0;
  using _ = setOnRetryHooks([() => void told++]);
  const on = () => {
    iterator.return?.();
    return true;
  };
  const iterator = retryContext({ ...PLAIN, on })[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert(!first.done);
  const error = new TypeError();

  assertStrictEquals(assertThrows(() => first.value.fail(error)), error);
  assertEquals(told, 0);
});

Deno.test("a loop that goes on past the deadline after fail() ends with its error", async () => {
  using time = new FakeTime();
  const error = new TypeError();
  async function run() {
    for await (const attempt of retryContext({ ...PLAIN, timeout: 250 })) {
      attempt.signal.throwIfAborted();
      attempt.fail(error);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  assertStrictEquals(await rejection(drive(time, run())), error);
});

Deno.test("a loop is past its deadline when the timer says so, though the clock lags", async () => {
  using time = new FakeTime();
  let lag = 0;
  using _ = patchClock((now) => now - lag);
  const error = new TypeError();

  const call = loop(
    { ...PLAIN, on: () => 0, timeout: 250 },
    async (attempt) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { signal } = attempt;
      lag = 1;
      await new Promise((resolve) => signal.onabort = resolve);
      assertEquals(attempt.remaining, 0);
      throw error;
    },
  );

  assertStrictEquals(await rejection(drive(time, call)), error);
});

Deno.test("a loop whose signal has aborted before ends with the reason once", async () => {
  const options = { ...PLAIN, signal: AbortSignal.abort("before") };
  const attempts = retryContext(options)[Symbol.asyncIterator]();

  assertEquals(await rejection(attempts.next()), "before");
  assertEquals(await attempts.next(), { done: true, value: undefined });
});

Deno.test("all of an attempt can be taken out of it", async () => {
  using time = new FakeTime();
  const nums: number[] = [];

  const call = async () => {
    for await (const { num, signal, fail } of retryContext(PLAIN)) {
      nums.push(num);
      assertFalse(signal.aborted);
      if (num < 3) fail(new TypeError());
    }
  };
  await drive(time, call());

  assertEquals(nums, [1, 2, 3]);
});

Deno.test("retryContext() decides once whether there is an attempt", async () => {
  const controller = new AbortController();
  const options = { ...PLAIN, signal: controller.signal };
  const iterator = retryContext(options)[Symbol.asyncIterator]();

  const step = await iterator.next();

  assertEquals(step.done, false);
  controller.abort();
  // Its code has begun.
  assertEquals(step.done, false);
});

Deno.test("retryContext() and RetryingCaller refuse a function that returns an async generator", async () => {
  const items = () => (async function* () {})();
  const calls: Record<string, () => Promise<unknown>> = {
    "<context block>": () => retryContext(PLAIN, items),
    "items": () => new RetryingCaller().call(TypeError, items),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = await rejection(call());
    assertInstanceOf(error, TypeError);
    assertEquals(
      error.message,
      `Cannot retry ${name} as async generators must be wrapped by 'retry': current value is [object AsyncGenerator]`,
    );
  }
});
