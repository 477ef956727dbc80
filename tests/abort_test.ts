import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  retry,
  retryContext,
  type RetryOptions,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import {
  CountingController,
  drive,
  failing,
  isSettled,
  PLAIN,
  rejection,
} from "./helpers.ts";

function hang(): Promise<never> {
  return new Promise(() => {});
}

/** What a call's signal may abort with. */
const REASONS: unknown[] = [
  new Error("gone"),
  "gone",
  0,
  null,
  Object.freeze({}),
];

Deno.test("retry() never calls the function if the signal has aborted before", async () => {
  for (const reason of REASONS) {
    const fn = failing(0);
    const signal = AbortSignal.abort(reason);

    assertStrictEquals(
      await rejection(retry({ ...PLAIN, signal })(fn)()),
      reason,
    );
    assertStrictEquals(
      await rejection(retryContext({ ...PLAIN, signal }, fn)),
      reason,
    );
    assertEquals(fn.calls.length, 0);
  }
});

Deno.test("retry() rejects with an AbortError if the signal was aborted without a reason", async () => {
  const error = await rejection(
    retry({ ...PLAIN, signal: AbortSignal.abort() })(hang)(),
  );

  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "AbortError");
});

Deno.test("retry() rejects at once when aborted in a wait", async () => {
  for (const reason of REASONS) {
    using time = new FakeTime();
    const controller = new CountingController();
    const fn = failing(Infinity);
    const call = retry({ ...PLAIN, signal: controller.signal })(fn)();
    await time.tickAsync(50);
    assertEquals(fn.calls.length, 1);

    controller.abort(reason);

    assert(await isSettled(call));
    assertStrictEquals(await rejection(call), reason);
    assertFalse(await time.nextAsync(), "a timer was left");
    assertEquals([fn.calls.length, controller.listening], [1, 0]);
  }
});

Deno.test("retry() rejects at once when aborted in an attempt", async () => {
  for (const reason of REASONS) {
    using time = new FakeTime();
    const controller = new CountingController();
    const call = retry({ ...PLAIN, signal: controller.signal })(hang)();
    await time.tickAsync(50);

    controller.abort(reason);

    assert(await isSettled(call));
    assertStrictEquals(await rejection(call), reason);
    assertFalse(await time.nextAsync(), "a timer was left");
    assertEquals(controller.listening, 0);
  }
});

Deno.test("retry() prefers the reason of an abort to the error that it causes", async () => {
  const controller = new AbortController();
  const reason = new Error("gone");
  let told = 0;
  using _ = setOnRetryHooks([() => void told++]);
  let asked = 0;
  const on = () => {
    asked++;
    return true;
  };

  const call = retryContext(
    { on, signal: controller.signal },
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener(
          "abort",
          () => reject(new TypeError("aborted")),
        );
      }),
  );
  await Promise.resolve();
  controller.abort(reason);

  assertStrictEquals(await rejection(call), reason);
  assertEquals([asked, told], [0, 0]);
});

Deno.test("retry() runs no hook and no attempt once 'on' or a hook has aborted", async () => {
  using time = new FakeTime();
  for (const aborter of ["attempt", "on", "hook"]) {
    const controller = new CountingController();
    const log: string[] = [];
    const act = (what: string) => {
      log.push(what);
      if (what === aborter) controller.abort("stop");
    };
    using _ = setOnRetryHooks([() => act("hook")]);
    const on = () => {
      act("on");
      return true;
    };
    const fn = retry({ on, signal: controller.signal })(() => {
      act("attempt");
      throw new TypeError();
    });

    assertEquals(await rejection(drive(time, fn())), "stop");
    assertEquals(log.at(-1), aborter);
    assertEquals(controller.listening, 0);
    assertFalse(time.next(), "a timer was left");
  }
});

Deno.test("retry() returns a success that comes with the abort", async () => {
  const direct = new AbortController();
  const call = retry({ ...PLAIN, signal: direct.signal })(() => {
    direct.abort("late");
    return "ok";
  });
  assertEquals(await call(), "ok");

  const after = new AbortController();
  const slow = retry({ ...PLAIN, signal: after.signal })(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    after.abort("late");
    return "ok";
  });
  assertEquals(await slow(), "ok");
});

Deno.test("retry() returns a success that came before the abort in the same turn", async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const call = retry({ ...PLAIN, signal: controller.signal })(() => promise)();
  await isSettled(call);

  resolve("ok");
  controller.abort("late");

  assertEquals(await call, "ok");
});

Deno.test("retry() removes its listener on every way out", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const options: RetryOptions = {
    ...PLAIN,
    attempts: 3,
    signal: controller.signal,
  };
  const slow = (fn: () => unknown) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return fn();
  };
  const ways: (() => Promise<unknown>)[] = [
    retry(options)(() => "at once"),
    retry(options)(slow(() => "later")),
    retry(options)(failing(2)),
    retry(options)(failing(3)),
    retry(options)(slow(failing(3))),
    retry({ ...options, on: RangeError })(slow(failing(1))),
    retry({ ...options, on: () => undefined as unknown as boolean })(
      slow(failing(1)),
    ),
    retry({ ...options, timeout: 50 })(hang),
    retry({ ...options, attemptTimeout: 50 })(hang),
    () => retryContext(options, ({ signal }) => slow(() => signal.aborted)()),
    async () => {
      for await (const { signal } of retryContext(options)) {
        assertFalse(signal.aborted);
        break;
      }
    },
    async () => {
      for await (const attempt of retryContext(options)) {
        assertFalse(attempt.signal.aborted);
        attempt.fail(new TypeError());
      }
    },
    async () => {
      for await (const attempt of retryContext(options)) {
        attempt.fail(new TypeError());
        await slow(() => {})();
        break;
      }
    },
    async () => {
      for await (const { signal } of retryContext(options)) throw signal;
    },
    async () => {
      const items = retry(options)(async function* () {
        yield await slow(failing(9))();
      })();
      for await (const _ of items);
    },
  ];

  for (const way of ways) {
    await drive(time, Promise.allSettled([way()]));
    assertEquals(controller.listening, 0, way.toString());
    assertFalse(time.next(), "a timer was left");
  }
  assert(controller.added > 0);
});

Deno.test("retry() leaves nothing on a signal after a thousand calls", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const controller = new CountingController();
  const fn = retry({ ...PLAIN, signal: controller.signal })(async () => {
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    throw new TypeError();
  });

  for (let call = 0; call < 1_000; call++) await rejection(fn());

  assertEquals(controller.listening, 0);
});

Deno.test("retry() has one listener on a signal that many calls follow", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const fn = retry({ ...PLAIN, signal: controller.signal })(failing(Infinity));
  const calls = Array.from({ length: 100 }, () => fn());
  await time.runMicrotasks();
  assertEquals([controller.added, controller.listening], [1, 1]);

  controller.abort("shutdown");

  const results = await Promise.allSettled(calls);
  assert(
    results.every((result) =>
      result.status === "rejected" && result.reason === "shutdown"
    ),
  );
  assertEquals(controller.listening, 0);
  assertFalse(time.next(), "a timer was left");
});

Deno.test("retry() keeps its listener until the last of its calls has ended", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const { signal } = controller;
  const short = retry({ ...PLAIN, signal })(failing(1))();
  const long = retry({ ...PLAIN, signal })(hang)();

  assertEquals(await drive(time, short), "ok");
  assertEquals(controller.listening, 1);
  controller.abort("stop");

  assertEquals(await rejection(long), "stop");
  assertEquals(controller.listening, 0);
});

Deno.test("retry() reads the signal off the arguments of each call", async () => {
  using time = new FakeTime();
  const fn = retry({
    ...PLAIN,
    signal: (_: string, init?: { signal?: AbortSignal | null }) => init?.signal,
  })((url: string, _init?: { signal?: AbortSignal | null }) => {
    throw new TypeError(url);
  });
  const controller = new CountingController();

  const calls = Promise.allSettled([
    fn("a", { signal: controller.signal }),
    fn("b"),
    fn("c", { signal: null }),
  ]);
  await time.runMicrotasks();
  controller.abort("stop");

  const reasons = (await drive(time, calls)).map((result) =>
    result.status === "rejected" && result.reason
  );
  assertEquals([reasons[0], reasons[1].message, reasons[2].message], [
    "stop",
    "b",
    "c",
  ]);
});

Deno.test("retry() rejects if the signal cannot be read off the arguments", async () => {
  const fn = failing(0);
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong: any = () => "signal";
  const thrown = new Error("a bug");
  const throwing = () => {
    throw thrown;
  };

  const error = await rejection(retry({ ...PLAIN, signal: wrong })(fn)());

  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "Cannot retry as 'signal' must be an AbortSignal, or a function that returns one: current value is \"signal\"",
  );
  assertStrictEquals(
    await rejection(retry({ ...PLAIN, signal: throwing })(fn)()),
    thrown,
  );
  assertEquals(fn.calls.length, 0);
});

Deno.test("attempt.signal aborts with the caller's reason", async () => {
  const controller = new AbortController();
  let signal: AbortSignal | undefined;
  const call = retryContext(
    { ...PLAIN, signal: controller.signal },
    (attempt) => {
      signal = attempt.signal;
      assertStrictEquals(attempt.signal, signal);
      return hang();
    },
  );
  await isSettled(call);
  const reason = new Error("gone");

  controller.abort(reason);

  assertStrictEquals(await rejection(call), reason);
  assertStrictEquals(signal?.reason, reason);
});

Deno.test("attempt.signal aborts at the deadline and at the attempt's limit", async () => {
  for (
    const [options, name] of [[{ timeout: 50 }, "deadline of 50 ms"], [{
      attemptTimeout: 50,
      attempts: 1,
    }, "after 50 ms"]] as const
  ) {
    using time = new FakeTime();
    let signal: AbortSignal | undefined;
    const call = retryContext({ ...PLAIN, ...options }, (attempt) => {
      ({ signal } = attempt);
      return hang();
    });

    const error = await rejection(drive(time, call));

    assertStrictEquals(signal?.reason, error);
    assert((error as Error).message.endsWith(name));
  }
});

Deno.test("attempt.signal is fresh for each attempt", async () => {
  using time = new FakeTime();
  const signals: AbortSignal[] = [];
  const states: boolean[] = [];

  await drive(
    time,
    retryContext({ ...PLAIN, attemptTimeout: 50 }, ({ num, signal }) => {
      signals.push(signal);
      states.push(signal.aborted);
      return num < 3 ? hang() : "ok";
    }),
  );

  assertEquals(states, [false, false, false]);
  assertEquals(new Set(signals).size, 3);
  assertEquals(signals.map((signal) => signal.aborted), [true, true, false]);
});

Deno.test("attempt.signal has aborted when it is first read too late", async () => {
  using time = new FakeTime();
  let seen: AbortSignal | undefined;
  const call = retryContext({ ...PLAIN, timeout: 50 }, async (attempt) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    seen = attempt.signal;
  });

  const error = await rejection(drive(time, call));
  await time.tickAsync(100);
  await time.runMicrotasks();

  assertStrictEquals(seen?.reason, error);
});

Deno.test("attempt.signal has aborted if the attempt itself has aborted the call", async () => {
  const controller = new AbortController();

  const call = retryContext(
    { ...PLAIN, signal: controller.signal },
    (attempt) => {
      controller.abort("own");
      return attempt.signal.reason;
    },
  );

  assertEquals(await call, "own");
});

Deno.test("attempt.signal does not abort once the attempt has ended", async () => {
  const controller = new AbortController();
  const signal = await retryContext(
    { ...PLAIN, signal: controller.signal },
    async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return signal;
    },
  );
  let late: AbortSignal | undefined;
  await retryContext({ ...PLAIN, signal: controller.signal }, (attempt) => {
    setTimeout(() => late = attempt.signal, 5);
  });

  controller.abort();
  await new Promise((resolve) => setTimeout(resolve, 10));

  assertFalse(signal.aborted);
  assertFalse(late?.aborted);
});

Deno.test("retry() rejects if the function aborts the call before it waits", async () => {
  const controller = new CountingController();
  const fn = retry({ ...PLAIN, signal: controller.signal })(() => {
    controller.abort("own");
    return hang();
  });

  assertEquals(await rejection(fn()), "own");
  assertEquals(controller.added, 0);
});

Deno.test("attempt.signal has aborted in a loop if the call was aborted before", async () => {
  const controller = new CountingController();
  for await (
    const attempt of retryContext({ ...PLAIN, signal: controller.signal })
  ) {
    controller.abort("before");
    assertEquals(attempt.signal.reason, "before");
  }

  assertEquals(controller.listening, 0);
});

Deno.test("retry() rejects when aborted in an attempt without any timeout", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const call = retry({ ...PLAIN, timeout: null, signal })(hang)();
  await isSettled(call);

  controller.abort("stop");

  assert(await isSettled(call));
  assertEquals(await rejection(call), "stop");
});

Deno.test("retry() rejects when aborted in a later attempt without any timeout", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const { signal } = controller;
  let calls = 0;
  const call = retry({ ...PLAIN, timeout: null, signal })(() => {
    if (++calls === 1) throw new TypeError();
    return hang();
  })();
  await time.tickAsync(100);
  await time.runMicrotasks();
  assertEquals(calls, 2);

  controller.abort("stop");

  assert(await isSettled(call));
  assertEquals(await rejection(call), "stop");
});

Deno.test("retry() rejects at once when a hook aborts", async () => {
  using _time = new FakeTime();
  const controller = new AbortController();
  using _ = setOnRetryHooks([() => controller.abort("stop")]);
  const call = retry({ ...PLAIN, signal: controller.signal })(failing(1))();

  assert(await isSettled(call));
  assertEquals(await rejection(call), "stop");
});

Deno.test("attempt.signal of an earlier attempt does not abort with a later one", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  let first: Attempt | undefined;

  const call = retryContext(
    { ...PLAIN, signal: controller.signal },
    (attempt) => {
      first ??= attempt;
      if (attempt.num === 1) throw new TypeError();
      controller.abort("stop");
      return first.signal.aborted;
    },
  );

  assertFalse(await drive(time, call));
});

Deno.test("a loop follows its signal only while an attempt looks at it", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const options = { ...PLAIN, signal: controller.signal };
  let first: Attempt | undefined;
  const listening: number[] = [];
  async function run() {
    for await (const attempt of retryContext(options)) {
      listening.push(controller.listening); // nobody has looked yet
      first ??= attempt;
      if (attempt.num < 3) {
        attempt.fail(new TypeError());
        continue;
      }
      first.signal.throwIfAborted(); // an earlier attempt's
      listening.push(controller.listening);
      attempt.signal.throwIfAborted();
      listening.push(controller.listening);
    }
    listening.push(controller.listening);
  }

  await drive(time, run());

  assertEquals(listening, [0, 0, 0, 0, 1, 0]);
  assertFalse(time.next(), "a timer was left");
});

Deno.test("a loop that is forgotten does not stay on its signal past the deadline", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const options = { ...PLAIN, timeout: 50, signal: controller.signal };
  const iterator = retryContext(options)[Symbol.asyncIterator]();
  const { value } = await iterator.next();
  assertFalse(value?.signal.aborted);
  assertEquals(controller.listening, 1);

  time.tick(50);

  assertEquals(controller.listening, 0);
});

Deno.test("attempt.signal adds no listener if it is first read after the end", async () => {
  const controller = new CountingController();
  let last: Attempt | undefined;
  for await (
    const attempt of retryContext({ ...PLAIN, signal: controller.signal })
  ) {
    last = attempt;
  }

  assertFalse(last?.signal.aborted);
  assertEquals(controller.added, 0);
});

Deno.test("attempt.signal of a block does not abort with what 'on' or a hook does after it", async () => {
  for (const place of ["on", "hook"]) {
    using time = new FakeTime();
    const controller = new AbortController();
    using _ = setOnRetryHooks([
      () => place === "hook" ? controller.abort("gone") : undefined,
    ]);
    const signals: AbortSignal[] = [];
    const options: RetryOptions = {
      ...PLAIN,
      on: () => (place === "on" && controller.abort("gone"), true),
      signal: controller.signal,
    };

    const call = retryContext(options, async ({ signal }) => {
      signals.push(signal);
      await new Promise((resolve) => setTimeout(resolve, 10));
      throw new TypeError();
    });

    assertStrictEquals(await rejection(drive(time, call)), "gone");
    assertEquals(signals.map(({ aborted }) => aborted), [false], place);
  }
});

Deno.test("retry() rejects with the reason of an abort if the deadline comes in the same turn", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  setTimeout(() => controller.abort("gone"), 50);
  const options = { ...PLAIN, timeout: 100, signal: controller.signal };

  const call = retry(options)(hang)();
  await time.runMicrotasks();
  time.tick(100);

  assertStrictEquals(await rejection(call), "gone");
});
