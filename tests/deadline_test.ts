import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLessOrEqual,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  retry,
  retryContext,
  type RetryOptions,
  setOnRetryHooks,
} from "../mod.ts";
import {
  drive,
  failing,
  isSettled,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";

function hang(): Promise<never> {
  return new Promise(() => {});
}

Deno.test("retry() settles at the deadline when an attempt hangs", async () => {
  using time = new FakeTime();
  const start = time.now;

  const error = await rejection(
    drive(time, retry({ ...PLAIN, timeout: 250 })(hang)()),
  );

  assertEquals(time.now - start, 250);
  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals(
    error.message,
    "Attempt 1 of hang timed out at the deadline of 250 ms",
  );
  assertFalse("cause" in error);
});

Deno.test("retry() has a deadline of 45 seconds by default", async () => {
  using time = new FakeTime();
  const start = time.now;

  await rejection(drive(time, retry({ on: TypeError })(hang)()));

  assertEquals(time.now - start, 45_000);
});

Deno.test("retry() gives the last real error as the cause of a time-out", async () => {
  using time = new FakeTime();
  for (const thrown of [new TypeError("real"), undefined, "text"]) {
    const fn = ({ num }: { num: number }) => {
      if (num === 1) throw thrown;
      return hang();
    };

    const error = await rejection(drive(
      time,
      retryContext({ ...PLAIN, on: () => true, timeout: 250 }, fn),
    ));

    assertInstanceOf(error, DOMException);
    assert("cause" in error);
    assertStrictEquals(error.cause, thrown);
    assertFalse(Object.keys(error).includes("cause"));
  }
});

Deno.test("retry() starts no wait that would end at or past the deadline", async () => {
  // Calls at 0, 100, 300 and 700 ms.
  for (
    const [timeout, calls, end] of [[99, 1, 0], [100, 1, 0], [101, 2, 100], [
      300,
      2,
      100,
    ], [301, 3, 300]]
  ) {
    using time = new FakeTime();
    const start = time.now;
    const fn = failing(Infinity);

    const error = await rejection(
      drive(time, retry({ ...PLAIN, timeout: timeout! })(fn)()),
    );

    assertStrictEquals(error, fn.errors.at(-1));
    assertEquals([fn.calls.length, time.now - start], [calls, end]);
  }
});

Deno.test("retry() holds a hook's wait to the deadline", async () => {
  using time = new FakeTime();
  const start = time.now;
  const fn = failing(Infinity);

  const error = await rejection(
    drive(time, retry({ on: () => 1_000, timeout: 1_000 })(fn)()),
  );

  assertStrictEquals(error, fn.errors[0]);
  assertEquals(time.now, start);
});

Deno.test("retry() counts the time that attempts, hooks and predicates take", async () => {
  const takers: ((
    time: FakeTime,
  ) => {
    options: Partial<RetryOptions>;
    hook?: () => void;
    fn?: () => void;
  })[] = [
    (time) => ({ options: {}, fn: () => time.tick(60) }),
    (time) => ({
      options: {
        on: () => {
          time.tick(60);
          return true;
        },
      },
    }),
    (time) => ({ options: {}, hook: () => time.tick(60) }),
  ];

  for (const toTaker of takers) {
    using time = new FakeTime();
    const { options, hook, fn: work } = toTaker(time);
    using _ = setOnRetryHooks([() => hook?.()]);
    const fn = failing(Infinity);
    const retried = retry({ ...PLAIN, timeout: 150, ...options })(() => {
      work?.();
      return fn();
    });

    const error = await rejection(drive(time, retried()));

    assertStrictEquals(error, fn.errors[0]);
    assertEquals(fn.calls.length, 1);
  }
});

Deno.test("retry() counts the time that the first attempt blocks", async () => {
  using time = new FakeTime();
  let calls = 0;
  const fn = retry({ ...PLAIN, waitInitial: 10, timeout: 50 })(() => {
    calls++;
    time.tick(100);
    throw new TypeError();
  });

  await rejection(drive(time, fn()));

  assertEquals(calls, 1);
});

Deno.test("retry() does not ask 'on' once the deadline has passed", async () => {
  using time = new FakeTime();
  let asked = 0;
  const on = () => {
    asked++;
    return true;
  };
  const fn = retry({ on, timeout: 50 })(() => {
    time.tick(50);
    throw new TypeError();
  });

  await rejection(drive(time, fn()));

  assertEquals(asked, 0);
});

Deno.test("retry() returns a success that comes just in time", async () => {
  using time = new FakeTime();
  const fn = () =>
    new Promise((resolve) => setTimeout(resolve, 249, "in time"));

  assertEquals(
    await drive(time, retry({ ...PLAIN, timeout: 250 })(fn)()),
    "in time",
  );
});

Deno.test("retry() returns a success that was there before time was moved past the deadline", async () => {
  using time = new FakeTime();
  const fn = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return "ok";
  };

  const result = retry({ ...PLAIN, timeout: 250, attemptTimeout: 200 })(fn)();
  await time.tickAsync(60_000);

  assertEquals(await result, "ok");
});

Deno.test("retry() ignores what an abandoned attempt does later", async () => {
  using time = new FakeTime();
  for (
    const late of [() => "late", () => Promise.reject(new TypeError("late"))]
  ) {
    let calls = 0;
    const fn = retry({ ...PLAIN, timeout: 250 })(async () => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return late();
    });

    const error = await rejection(drive(time, fn()));
    assertInstanceOf(error, DOMException);
    // An unhandled rejection would fail this test.
    await time.tickAsync(60_000);
    await time.runMicrotasks();

    assertEquals(calls, 1);
  }
});

Deno.test("retry() ignores a success that comes after its attempt was given up", async () => {
  using time = new FakeTime();
  let calls = 0;
  const fn = retry({ ...PLAIN, attemptTimeout: 100 })(async () => {
    const num = ++calls;
    await new Promise((resolve) => setTimeout(resolve, num === 1 ? 150 : 50));
    return num;
  });

  // The first attempt ends at 150 ms, amid the wait from 100 to 200 ms.
  assertEquals(await drive(time, fn()), 2);
});

Deno.test("retry() retries an attempt that takes too long, without asking 'on'", async () => {
  using time = new FakeTime();
  const start = time.now;
  const times: number[] = [];
  let asked = 0;
  const on = () => {
    asked++;
    return false;
  };
  const fn = retry({ ...PLAIN, on, attempts: 3, attemptTimeout: 50 })(() => {
    times.push(time.now - start);
    return times.length < 3 ? hang() : "ok";
  });

  assertEquals(await drive(time, fn()), "ok");
  // 50 ms of attempt and 100 ms of wait, then 50 and 200.
  assertEquals(times, [0, 150, 400]);
  assertEquals(asked, 0);
});

Deno.test("retry() throws the time-out of the last attempt when attempts run out", async () => {
  using time = new FakeTime();
  const fn = ({ num }: { num: number }) => {
    if (num === 1) throw new TypeError("real");
    return hang();
  };

  const error = await rejection(drive(
    time,
    retryContext(
      { ...PLAIN, attempts: 3, attemptTimeout: 50, name: "load" },
      fn,
    ),
  ));

  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals(
    error.message,
    "Attempt 3 of load timed out after 50 ms: the last error was TypeError: real",
  );
  assertEquals((error.cause as Error).message, "real");
});

Deno.test("retry() gives each attempt the whole attempt timeout", async () => {
  using time = new FakeTime();
  const fn = retryContext({ ...PLAIN, attemptTimeout: 60 }, async ({ num }) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (num < 5) throw new TypeError();
    return num;
  });

  assertEquals(await drive(time, fn), 5);
});

Deno.test("retry() ends at the deadline, whatever attemptTimeout says", async () => {
  for (const attemptTimeout of [80, 250, 1_000]) {
    using time = new FakeTime();
    const start = time.now;

    const error = await rejection(drive(
      time,
      retry({ ...PLAIN, timeout: 250, attemptTimeout })(hang)(),
    ));

    assertLessOrEqual(time.now - start, 250);
    assertInstanceOf(error, DOMException);
    assertEquals(error.name, "TimeoutError");
  }
});

Deno.test("retry() holds the deadline with a clock that stands still", async () => {
  using time = new FakeTime();
  const frozen = Date.now();
  using _ = patchClock(() => frozen);
  const fn = failing(Infinity);

  await rejection(
    drive(time, retry({ ...PLAIN, attempts: null, timeout: 1_000 })(fn)()),
  );

  // The waits of 100, 200 and 400 ms make 700; 800 more would pass it.
  assertEquals(fn.calls.length, 4);
});

Deno.test("retry() holds the deadline with a clock that steps back", async () => {
  using time = new FakeTime();
  let offset = 0;
  using _ = patchClock((now) => now + offset);
  const fn = failing(Infinity);
  const retried = retry({ ...PLAIN, attempts: null, timeout: 1_000 })(() => {
    offset -= 3_600_000;
    return fn();
  });

  await rejection(drive(time, retried()));

  assertEquals(fn.calls.length, 4);
});

Deno.test("retry() stops an attempt in time with a clock that steps back", async () => {
  using time = new FakeTime();
  const start = time.now;
  let offset = 0;
  using _ = patchClock((now) => now + offset);
  const retried = retry({ ...PLAIN, attempts: 1, attemptTimeout: 100 })(() => {
    offset -= 3_600_000;
    return hang();
  });

  await rejection(drive(time, retried()));

  assertEquals(time.now - start, 100);
});

Deno.test("retry() waits for longer than a timer can", async () => {
  using time = new FakeTime();
  const start = time.now;
  const month = 30 * 24 * 3600 * 1000;
  const fn = failing(1);
  const options = {
    ...PLAIN,
    timeout: null,
    waitInitial: month,
    waitMax: month,
  };

  await drive(time, retry(options)(fn)());

  assertEquals(time.now - start, month);
});

Deno.test("retry() sets no timer that fires at once because it is too long", async () => {
  const fn = failing(Infinity);
  const controller = new AbortController();
  const call = retry({
    on: () => 3e9,
    timeout: null,
    signal: controller.signal,
  })(fn)();

  await new Promise((resolve) => setTimeout(resolve, 100));
  assertEquals(fn.calls.length, 1);

  controller.abort("enough");
  assertEquals(await rejection(call), "enough");
});

Deno.test("retry() holds a deadline that is longer than a timer can be", async () => {
  using time = new FakeTime();
  const call = retry({ ...PLAIN, timeout: 3e9 })(hang)();

  await time.tickAsync(2 ** 31);
  assertFalse(await isSettled(call));
  await time.tickAsync(3e9 - 2 ** 31);

  assertInstanceOf(await rejection(call), DOMException);
});

Deno.test("retry() starts no attempt if a wait has ended after the deadline", async () => {
  using time = new FakeTime();
  const fn = failing(1);
  const call = retry({ ...PLAIN, timeout: 1_000 })(fn)();
  await time.runMicrotasks();
  // A machine that sleeps does not fire its timers.
  using _ = patchClock((now) => now + 3_600_000);

  assertStrictEquals(await rejection(drive(time, call)), fn.errors[0]);
  assertEquals(fn.calls.length, 1);
});

Deno.test("retry() starts no attempt if disposing has taken until the deadline", async () => {
  using time = new FakeTime();
  using _ = setOnRetryHooks([() => ({
    [Symbol.dispose]() {
      time.tick(1_000);
    },
  })]);
  const fn = failing(1);

  const call = retry({ ...PLAIN, timeout: 1_000 })(fn)();

  assertStrictEquals(await rejection(drive(time, call)), fn.errors[0]);
  assertEquals(fn.calls.length, 1);
});

Deno.test("retry() counts the time of attempts that have run out of it with a clock that stands still", async () => {
  using time = new FakeTime();
  const start = time.now;
  const frozen = Date.now();
  using _ = patchClock(() => frozen);
  const fn = retry({ ...PLAIN, timeout: 1_000, attemptTimeout: 300 })(hang);

  await rejection(drive(time, fn()));

  assertLessOrEqual(time.now - start, 1_000);
});

Deno.test("retry() ends at the deadline if an attempt has blocked past both limits", async () => {
  using time = new FakeTime();
  const options = { ...PLAIN, timeout: 50, attemptTimeout: 10 };
  const fn = retry(options)(function load() {
    time.tick(100);
    return hang();
  });

  const error = await rejection(drive(time, fn()));

  assertInstanceOf(error, DOMException);
  assertEquals(
    error.message,
    "Attempt 1 of load timed out at the deadline of 50 ms",
  );
});

Deno.test("retry() asks 'on' about a failure that follows an attempt that took too long", async () => {
  using time = new FakeTime();
  const error = new RangeError();
  let calls = 0;
  const fn = retry({ ...PLAIN, attemptTimeout: 10 })(() => {
    if (++calls === 1) return hang();
    throw error;
  });

  assertStrictEquals(await rejection(drive(time, fn())), error);
  assertEquals(calls, 2);
});

Deno.test("retry() ignores a result that comes amid the next attempt", async () => {
  using time = new FakeTime();
  let calls = 0;
  const options = { ...PLAIN, attemptTimeout: 50, waitInitial: 10 };
  const fn = retry(options)(async () => {
    const num = ++calls;
    await new Promise((resolve) => setTimeout(resolve, num === 1 ? 80 : 40));
    return num;
  });

  assertEquals(await drive(time, fn()), 2);
});

for (const step of [3_600_000, 250, 100]) {
  Deno.test(`retry() holds the deadline with a clock that steps back by ${step} ms in a wait`, async () => {
    using time = new FakeTime();
    const start = time.now;
    let offset = 0;
    using _ = patchClock((now) => now + offset);
    using _hooks = setOnRetryHooks([() => {
      setTimeout(() => offset -= step, 150);
    }]);
    const fn = retry({
      ...PLAIN,
      timeout: 1_000,
      waitInitial: 300,
      waitExpBase: 1,
    })(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      throw new TypeError();
    });

    await rejection(drive(time, fn()));

    // After 300 + 300 + 300 ms, there is no time for another wait.
    assertEquals(time.now - start, 900);
  });
}

for (
  const [tick, wait, length] of [
    [100, 10, 0],
    [100, 150, 0],
    [16, 10, 0],
    [100, 10, 150],
  ] as const
) {
  Deno.test(`retry() uses its time with a clock that ticks every ${tick} ms, for waits of ${wait} ms and attempts of ${length} ms`, async () => {
    using time = new FakeTime(0);
    using _ = patchClock((now) => now - now % tick);
    const load = async () => {
      if (length > 0) await new Promise((done) => setTimeout(done, length));
      throw new TypeError();
    };

    await rejection(
      drive(
        time,
        retry({
          ...PLAIN,
          attempts: null,
          timeout: 6_000,
          waitInitial: wait,
          waitExpBase: 1,
        })(load)(),
      ),
    );

    assertLessOrEqual(time.now, 6_000 + tick);
    assertGreaterOrEqual(time.now, 6_000 - wait - tick);
  });
}

Deno.test("retry() counts the time of an attempt only once with a clock that steps back", async () => {
  using time = new FakeTime();
  const start = time.now;
  let offset = 0;
  using _ = patchClock((now) => now + offset);

  const result = await drive(
    time,
    retryContext(
      { ...PLAIN, timeout: 1_000, attemptTimeout: 500, waitInitial: 50 },
      async (attempt) => {
        if (attempt.num === 2) return "ok";
        await new Promise((resolve) => setTimeout(resolve, 490));
        assertEquals(attempt.remaining, 510);
        offset -= 3_600_000;
        return await hang();
      },
    ),
  );

  assertEquals(result, "ok");
  assertEquals(time.now - start, 550);
});

Deno.test("retry() holds the deadline for attempts of their own length with a clock that steps back once", async () => {
  using time = new FakeTime();
  const start = time.now;
  let offset = 0;
  using _ = patchClock((now) => now + offset);
  const fn = retry({ ...PLAIN, timeout: 1_000 })(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    offset = -3_600_000;
    throw new TypeError();
  });

  await rejection(drive(time, fn()));

  // The time of the attempt in which it stepped back is lost, and no more.
  assertLessOrEqual(time.now - start, 1_300);
});

for (
  const [setBack, at, latest] of [
    // In the attempt, which takes 300 ms, and in the wait of 400 ms after it.
    [100, 200, 1_100],
    [300, 200, 1_300],
    [3_600_000, 200, 1_300],
    [100, 500, 1_000],
    [399, 500, 1_000],
    [3_600_000, 500, 1_000],
  ] as const
) {
  Deno.test(`retry() is late by no more than a clock is set back, by ${setBack} ms after ${at} ms`, async () => {
    using time = new FakeTime();
    const start = time.now;
    let offset = 0;
    using _ = patchClock((now) => now + offset);
    setTimeout(() => offset = -setBack, at);
    let num = 0;
    const fn = retry({ ...PLAIN, timeout: 1_000, waitInitial: 400 })(
      async () => {
        if (++num > 1) return await hang();
        await new Promise((resolve) => setTimeout(resolve, 300));
        throw new TypeError();
      },
    );

    await rejection(drive(time, fn()));

    assertEquals(num, 2);
    assertEquals(time.now - start, latest);
  });
}

Deno.test("retry() starts no wait that would end at the deadline because of a hook", async () => {
  using time = new FakeTime();
  const start = time.now;
  using _ = setOnRetryHooks([() => time.tick(150)]);
  const fn = failing(Infinity);

  const call = retry({ ...PLAIN, timeout: 250 })(fn)();

  assertStrictEquals(await rejection(drive(time, call)), fn.errors[0]);
  assertEquals([fn.calls.length, time.now - start], [1, 150]);
});

Deno.test("the cause of a time-out can be replaced, as that of any other error", async () => {
  using time = new FakeTime();
  const call = retry({ ...PLAIN, timeout: 1_000 })((): Promise<never> => {
    if (time.now === start) throw new TypeError("first");
    return new Promise(() => {});
  });
  const start = time.now;

  const error = await rejection(drive(time, call())) as Error;

  assert(error.cause instanceof TypeError);
  assert(Reflect.defineProperty(error, "cause", { value: "another" }));
  assertEquals<unknown>(error.cause, "another");
});
