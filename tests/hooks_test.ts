import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  getOnRetryHooks,
  retry,
  retryContext,
  type RetryDetails,
  type RetryHook,
  setOnRetryHooks,
} from "../mod.ts";
import { drive, failing, patch, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

Deno.test("a hook is told about each retry, before the wait", async () => {
  using time = new FakeTime();
  const start = time.now;
  const told: [number, RetryDetails][] = [];
  using _ = setOnRetryHooks([
    (details) => void told.push([time.now - start, details]),
  ]);
  const fn = failing(2);
  async function load(...args: unknown[]) {
    return await fn(...args);
  }

  await drive(time, retry(PLAIN)(load)("a", 1));

  assertEquals(told, [
    [0, {
      event: "retry",
      name: "load",
      args: ["a", 1],
      retryNum: 1,
      waitFor: 100,
      waitedSoFar: 0,
      causedBy: fn.errors[0],
    }],
    [100, {
      event: "retry",
      name: "load",
      args: ["a", 1],
      retryNum: 2,
      waitFor: 200,
      waitedSoFar: 100,
      causedBy: fn.errors[1],
    }],
  ]);
  assertStrictEquals(told[0]?.[1].causedBy, fn.errors[0]);
  assert(Object.isFrozen(told[0]?.[1]));
});

Deno.test("a hook is told the wait that is really waited, jitter included", async () => {
  using time = new FakeTime();
  const start = time.now;
  let waitFor = 0;
  using _ = setOnRetryHooks([(details) => {
    ({ waitFor } = details);
  }]);

  await drive(time, retry({ on: TypeError })(failing(1))());

  assert(waitFor > 100 && waitFor < 1_100);
  assertEquals(time.now - start, Math.ceil(waitFor));
});

Deno.test("a hook is not told about what is not retried", async () => {
  using time = new FakeTime();
  let told = 0;
  using _ = setOnRetryHooks([() => void told++]);

  await retry(PLAIN)(failing(0))();
  await rejection(retry({ ...PLAIN, attempts: 1 })(failing(1))());
  await rejection(retry({ ...PLAIN, on: RangeError })(failing(1))());
  await rejection(retry({ ...PLAIN, timeout: 100 })(failing(1))());
  assertEquals(told, 0);

  await rejection(drive(time, retry({ ...PLAIN, attempts: 3 })(failing(9))()));
  assertEquals(told, 2);
});

Deno.test("a hook is told about an attempt that takes too long", async () => {
  using time = new FakeTime();
  const causes: unknown[] = [];
  using _ = setOnRetryHooks([({ causedBy }) => void causes.push(causedBy)]);
  const fn = ({ num }: { num: number }) =>
    num === 1 ? new Promise<string>(() => {}) : "ok";

  await drive(time, retryContext({ ...PLAIN, attemptTimeout: 50 }, fn));

  assertEquals((causes[0] as Error).name, "TimeoutError");
});

Deno.test("hooks are called in order, and disposed in reverse right before the retry", async () => {
  using time = new FakeTime();
  const start = time.now;
  const log: unknown[] = [];
  const hook = (name: string): RetryHook => () => {
    log.push([time.now - start, `${name} called`]);
    return {
      [Symbol.dispose]() {
        log.push([time.now - start, `${name} disposed`]);
      },
    };
  };
  using _ = setOnRetryHooks([hook("a"), () => {}, hook("b")]);
  const fn = failing(1);

  await drive(
    time,
    retry(PLAIN)(() => {
      log.push([time.now - start, "attempt"]);
      return fn();
    })(),
  );

  assertEquals(log, [
    [0, "attempt"],
    [0, "a called"],
    [0, "b called"],
    [100, "b disposed"],
    [100, "a disposed"],
    [100, "attempt"],
  ]);
});

Deno.test("what hooks return is disposed once, however the wait ends", async () => {
  using time = new FakeTime();
  let disposed = 0;
  using _ = setOnRetryHooks([() => ({
    [Symbol.dispose]() {
      disposed++;
    },
  })]);

  await drive(time, retry(PLAIN)(failing(1))());
  assertEquals(disposed, 1);

  const controller = new AbortController();
  const call = retry({ ...PLAIN, signal: controller.signal })(failing(1))();
  await time.tickAsync(50);
  controller.abort("stop");
  await rejection(call);
  assertEquals(disposed, 2);

  for await (const attempt of retryContext(PLAIN)) {
    attempt.fail(new TypeError());
    break;
  }
  assertEquals(disposed, 3);
});

Deno.test("what hooks return is disposed if a later hook aborts or takes too long", async () => {
  using time = new FakeTime();
  for (
    const spoil of [
      (controller: AbortController) => controller.abort("stop"),
      () => time.tick(5_000),
    ]
  ) {
    let disposed = 0;
    const controller = new AbortController();
    using _ = setOnRetryHooks([
      () => ({
        [Symbol.dispose]() {
          disposed++;
        },
      }),
      () => spoil(controller),
    ]);

    const { signal } = controller;
    await rejection(
      drive(time, retry({ ...PLAIN, signal, timeout: 1_000 })(failing(9))()),
    );

    assertEquals(disposed, 1);
  }
});

Deno.test("a hook that fails changes nothing, and is reported", async () => {
  using time = new FakeTime();
  const reported: unknown[][] = [];
  using _console = patch(
    console,
    "error",
    (...data) => void reported.push(data),
  );
  const log: string[] = [];
  const thrown = new Error("a bug");
  const logging = (name: string) => () => {
    log.push(`${name} called`);
    return {
      [Symbol.dispose]() {
        log.push(`${name} disposed`);
      },
    };
  };
  const hooks: Any[] = [
    logging("first"),
    () => {
      throw thrown;
    },
    () => ({
      [Symbol.dispose]() {
        throw thrown;
      },
    }),
    () => Promise.reject(thrown),
    () => ({
      get [Symbol.dispose]() {
        throw thrown;
      },
    }),
    logging("last"),
  ];
  using _ = setOnRetryHooks(hooks);

  assertEquals(await drive(time, retry(PLAIN)(failing(1))()), "ok");

  assertEquals(log, [
    "first called",
    "last called",
    "last disposed",
    "first disposed",
  ]);
  assertEquals(reported.length, 4);
  for (const [message, error] of reported) {
    assertEquals(message, "A retry hook has failed:");
    assertStrictEquals(error, thrown);
  }
});

Deno.test("a hook may return anything", async () => {
  using time = new FakeTime();
  const junk = [null, 0, "text", 5, true, Symbol(), {}, [], () => {}, {
    [Symbol.dispose]: 1,
  }, Promise.resolve()];
  using _ = setOnRetryHooks(junk.map((value): RetryHook => () => value as Any));

  assertEquals(await drive(time, retry(PLAIN)(failing(1))()), "ok");
});

Deno.test("setOnRetryHooks() sets, turns off and restores hooks", () => {
  const hook: RetryHook = () => {};
  const hooks = [hook];
  using _ = setOnRetryHooks(hooks);
  hooks.pop();
  assertEquals(getOnRetryHooks(), [hook]);
  assert(Object.isFrozen(getOnRetryHooks()));
  {
    using _ = setOnRetryHooks([]);
    assertEquals(getOnRetryHooks(), []);
  }
  assertEquals(getOnRetryHooks(), [hook]);

  setOnRetryHooks(null);
  assertFalse(getOnRetryHooks().includes(hook));
});

Deno.test("setOnRetryHooks() refuses what is not hooks", () => {
  const wrong: [Any, string][] = [
    [undefined, "undefined"],
    [() => {}, "function (anonymous)"],
    [{}, "[object Object]"],
    [["log"], '"log"'],
    [[null], "null"],
  ];

  for (const [hooks, current] of wrong) {
    assertEquals(
      assertThrows(() => setOnRetryHooks(hooks), TypeError).message,
      `Cannot set hooks as they must be an array of functions or null: current value is ${current}`,
    );
  }
});

Deno.test("a hook cannot change the arguments of the call", async () => {
  using time = new FakeTime();
  using _console = patch(console, "error", () => {});
  using _hooks = setOnRetryHooks([({ args }) => {
    (args as unknown[]).length = 0;
  }]);
  const fn = failing(2);

  await drive(time, retry(PLAIN)(fn)("a", 1));

  assertEquals(fn.calls, [["a", 1], ["a", 1], ["a", 1]]);
});

Deno.test("a hook that fails with what cannot be printed changes nothing", async () => {
  using time = new FakeTime();
  const unprintable = new Proxy(() => {}, {
    get() {
      throw new Error("cannot be looked at");
    },
    getOwnPropertyDescriptor() {
      throw new Error("cannot be looked at");
    },
  });
  using _console = patch(console, "error", (...data) => {
    data.map(String);
  });
  using _hooks = setOnRetryHooks([
    () => {
      throw unprintable;
    },
    () => ({
      [Symbol.dispose]() {
        throw unprintable;
      },
    }),
    (() => Promise.reject(unprintable)) as Any,
  ]);

  assertEquals(await drive(time, retry(PLAIN)(failing(1))()), "ok");
});

Deno.test("a disposable that is async and fails is reported", async () => {
  using time = new FakeTime();
  const reported: unknown[] = [];
  using _console = patch(
    console,
    "error",
    (_, error) => void reported.push(error),
  );
  const thrown = new Error("a bug");
  using _hooks = setOnRetryHooks([
    () => ({ [Symbol.dispose]: () => Promise.reject(thrown) as Any }),
  ]);

  await drive(time, retry(PLAIN)(failing(1))());

  assertEquals(reported, [thrown]);
});

Deno.test("what hooks return is disposed if one of them closes the loop", async () => {
  let disposed = 0;
  const iterator = retryContext(PLAIN)[Symbol.asyncIterator]();
  using _ = setOnRetryHooks([
    () => ({
      [Symbol.dispose]() {
        disposed++;
      },
    }),
    () => void iterator.return?.(),
  ]);

  const first = await iterator.next();
  assert(!first.done);
  first.value.fail(new TypeError());

  assertEquals(disposed, 1);
});
