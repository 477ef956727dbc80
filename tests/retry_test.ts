import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, type RetryOptions } from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

const NOW: RetryOptions = { on: TypeError, waitInitial: 0, waitJitter: 0 };

Deno.test("retry() returns what the function returns", async () => {
  const value = { deep: [1] };

  assertStrictEquals(await retry(NOW)(() => value)(), value);
  assertStrictEquals(await retry(NOW)(() => Promise.resolve(value))(), value);
  assertStrictEquals(await retry(NOW)(() => undefined)(), undefined);
});

Deno.test("retry() calls the function once if it succeeds, for any limits", async () => {
  using time = new FakeTime();
  for (const attempts of [1, 2, null, Infinity]) {
    for (const timeout of [1, 45_000, 24 * 3600 * 1000, null, Infinity]) {
      const fn = failing(0);
      const huge = { waitInitial: 1e9, waitMax: 1e12, waitJitter: 1e9 };

      await retry({ on: TypeError, attempts, timeout, ...huge })(fn)();

      assertEquals(fn.calls.length, 1);
    }
  }
  assert(!time.next(), "a timer was left");
});

Deno.test("retry() calls the function again until it succeeds", async () => {
  using time = new FakeTime();
  const start = time.now;
  const times: number[] = [];
  const fn = failing(3);

  const retried = retry(PLAIN)((...args: unknown[]) => {
    times.push(time.now - start);
    return fn(...args);
  });

  assertEquals(await drive(time, retried("a", 1)), "ok");
  assertEquals(times, [0, 100, 300, 700]);
  assertEquals(fn.calls, [["a", 1], ["a", 1], ["a", 1], ["a", 1]]);
});

Deno.test("retry() throws the last error when attempts run out", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);

  const error = await rejection(
    drive(time, retry({ ...PLAIN, attempts: 4 })(fn)()),
  );

  assertEquals(fn.calls.length, 4);
  assertStrictEquals(error, fn.errors[3]);
});

Deno.test("retry() never waits after the last attempt", async () => {
  using time = new FakeTime();
  const start = time.now;

  await rejection(drive(time, retry({ ...PLAIN, attempts: 2 })(failing(9))()));

  assertEquals(time.now - start, 100);
});

Deno.test("retry() retries without end if there is no limit", async () => {
  using time = new FakeTime();
  for (const none of [null, Infinity]) {
    const fn = failing(500);
    await drive(time, retry({ ...PLAIN, attempts: none, timeout: none })(fn)());
    assertEquals(fn.calls.length, 501);
  }
});

Deno.test("retry() retries what throws at once, or waits first", async () => {
  using time = new FakeTime();
  const ways: Record<string, (num: number) => unknown> = {
    sync: (num) => {
      if (num < 3) throw new TypeError();
      return num;
    },
    async: async (num) => {
      await Promise.resolve();
      if (num < 3) throw new TypeError();
      return num;
    },
    thenable: (num) => ({
      then(resolve: (value: number) => void, reject: (error: unknown) => void) {
        if (num < 3) reject(new TypeError());
        else resolve(num);
        // A thenable may misbehave: only its first word counts.
        resolve(-1);
        reject(new RangeError());
        throw new RangeError();
      },
    }),
    "throwing then": (num) => ({
      get then() {
        if (num < 3) throw new TypeError();
        return undefined;
      },
      num,
    }),
  };

  for (const way of Object.values(ways)) {
    let num = 0;
    const result: Any = await drive(time, retry(PLAIN)(() => way(++num))());
    assertEquals(result.num ?? result, 3);
  }
});

Deno.test("retry() lets any value through as it was thrown", async () => {
  const values: unknown[] = [
    Object.freeze(new TypeError("frozen")),
    Object.freeze(Object.create(null)),
    undefined,
    null,
    NaN,
    0,
    "",
    "text",
    Symbol("thrown"),
    10n,
    () => {},
    [],
  ];

  for (const value of values) {
    for (const on of [() => true, () => false]) {
      const options: RetryOptions = { ...NOW, on, attempts: 2 };
      const sync = retry(options)(() => {
        throw value;
      });
      const async = retry(options)(() => Promise.reject(value));

      assertStrictEquals(await rejection(sync()), value);
      assertStrictEquals(await rejection(async()), value);
    }
  }
});

Deno.test("retry() does not touch the error", async () => {
  const error = new TypeError("untouched");
  const before = Object.getOwnPropertyDescriptors(error);

  await rejection(
    retry({ ...NOW, attempts: 3 })(() => Promise.reject(error))(),
  );

  assertEquals(Object.getOwnPropertyDescriptors(error), before);
});

Deno.test("retry() shows the caller's code in the stack of an error", async () => {
  async function callerOfTheCall() {
    await retry({ ...NOW, attempts: 1 })(() => {
      throw new TypeError();
    })();
  }

  const error = await rejection(callerOfTheCall());

  assertInstanceOf(error, TypeError);
  assert(error.stack?.includes("callerOfTheCall"));
});

Deno.test("retry() passes the receiver and the arguments on", async () => {
  const object = {
    load: retry(NOW)(function (this: unknown, ...args: unknown[]) {
      return Promise.resolve([this, args]);
    }),
  };

  const [self, args] = await object.load("a", undefined) as unknown[];

  assertStrictEquals(self, object);
  assertEquals(args, ["a", undefined]);
});

Deno.test("retry() keeps name, length and own properties of the function", () => {
  const key = Symbol("key");
  const fn = Object.assign(
    function load(_a: string, _b: number) {
      return Promise.resolve();
    },
    { version: 1, [key]: 2 },
  );

  const retried = retry(NOW)(fn);

  assertEquals(
    [retried.name, retried.length, retried.version, retried[key]],
    ["load", 2, 1, 2],
  );
  assertEquals(Object.keys(retried), ["version"]);
});

Deno.test("retry() keeps an odd name", () => {
  const fn = Object.defineProperty(() => 1, "name", { value: Symbol("odd") });

  assertEquals(String(retry(NOW)(fn).name), "Symbol(odd)");
});

Deno.test("retry() wraps a list of functions by map()", async () => {
  const fns = [() => 1, () => 2].map(retry(NOW));

  assertEquals(await Promise.all(fns.map((fn) => fn())), [1, 2]);
});

Deno.test("retry() may wrap what it has wrapped", async () => {
  using time = new FakeTime();
  const fn = failing(3);

  const twice = retry({ ...PLAIN, attempts: 2 })(
    retry({ ...PLAIN, attempts: 2 })(fn),
  );

  assertEquals(await drive(time, twice()), "ok");
  assertEquals(fn.calls.length, 4);
});

Deno.test("retry() keeps concurrent calls apart", async () => {
  using time = new FakeTime();
  const calls = new Map<number, number>();
  const fn = retry({ ...PLAIN, attempts: 6 })((failures: number) => {
    const num = (calls.get(failures) ?? 0) + 1;
    calls.set(failures, num);
    if (num <= failures) throw new TypeError(`${failures}`);
    return failures;
  });

  const results = await drive(
    time,
    Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map(fn)),
  );

  assertEquals(
    results.map(({ status }) => status),
    [...new Array(6).fill("fulfilled"), "rejected"],
  );
  assertEquals([...calls.values()], [1, 2, 3, 4, 5, 6, 6]);
});

Deno.test("retry() refuses what it cannot wrap", () => {
  const shown: [Any, string][] = [
    [undefined, "undefined"],
    ["load", '"load"'],
    [{}, "[object Object]"],
    [class Client {}, "class Client"],
    [Map, "function Map"],
  ];

  for (const [value, current] of shown) {
    const error = assertThrows(() => retry(NOW)(value), TypeError);
    assertEquals(
      error.message,
      `Cannot retry as what is wrapped must be a function: current value is ${current}`,
    );
  }
});

Deno.test("retry() refuses a generator function that cannot wait", () => {
  const error = assertThrows(
    () =>
      retry(NOW)(function* items() {
        yield 1;
      }),
    TypeError,
  );

  assertEquals(
    error.message,
    "Cannot retry as a generator function must be async, so that it can wait: current value is function items",
  );
});

Deno.test("retry() starts no attempt in the same turn, even without a wait", async () => {
  let timerFired = false;
  setTimeout(() => timerFired = true, 0);
  let calls = 0;

  await retry({ on: TypeError, attempts: null, waitInitial: 0, waitJitter: 0 })(
    () => {
      calls++;
      // Without a macrotask in between, no timer could ever fire.
      if (!timerFired && calls < 10_000) throw new TypeError();
    },
  )();

  assert(timerFired);
  assert(calls < 10_000);
});

Deno.test("retry() is not upset by a promise with a hostile 'then'", async () => {
  let calls = 0;
  const fn = () => {
    const promise = Promise.resolve("ok");
    if (++calls === 1) {
      promise.then = () => {
        throw new TypeError("hostile");
      };
    }
    return promise;
  };

  assertEquals(await retry(NOW)(fn)(), "ok");
  assertEquals(calls, 2);
});

Deno.test("retry() makes no attempt for a promise that settles twice", async () => {
  for (const timeout of [45_000, null]) {
    for (const isReversed of [false, true]) {
      using time = new FakeTime();
      let calls = 0;
      const fn = () => {
        calls++;
        const promise = Promise.resolve("ok");
        promise.then = (succeed, fail): Any => {
          const settle = [
            () => succeed?.("ok"),
            () => fail?.(new TypeError("late")),
          ];
          if (isReversed) settle.reverse();
          for (const each of settle) each();
        };
        return promise;
      };

      const result = retry({ ...PLAIN, timeout, attempts: 2 })(fn)();
      await time.tickAsync(60_000);

      if (isReversed) await rejection(result);
      else assertEquals(await result, "ok");
      assertEquals(calls, isReversed ? 2 : 1);
    }
  }
});

Deno.test("retry() wraps a function that has a prototype of its own", async () => {
  const fn = Object.assign(async () => await 1, { prototype: {} });

  const wrapped = retry(NOW)(fn);

  assertEquals(await wrapped(), 1);
  assertStrictEquals(wrapped.prototype, fn.prototype);
});

Deno.test("retry() adds no property to an arrow function", () => {
  const fn = async () => await 1;

  assertEquals(Reflect.ownKeys(retry(NOW)(fn)), Reflect.ownKeys(fn));
});

Deno.test("retry() wraps frozen functions", async () => {
  const sync = Object.freeze(function load() {
    return 1;
  });
  const items = Object.freeze(async function* () {
    yield await 1;
  });

  const named = Object.freeze(function load() {
    return "first class";
  });

  assertEquals(await retry(NOW)(sync)(), 1);
  assertEquals(await retry(NOW)(named)(), "first class");
  for await (const item of retry(NOW)(items)()) assertEquals(item, 1);
  assertThrows(() => retry(NOW)(Object.freeze(class {}) as Any), TypeError);
});

Deno.test("retry() calls a function that has an own 'apply'", async () => {
  const fn = Object.assign(() => "own", { apply: () => "hijacked" });

  assertEquals(await retry(NOW)(fn)(), "own");
});

Deno.test("retry() retries what a function that only returns an async generator yields", async () => {
  let calls = 0;
  async function* items() {
    yield ++calls;
    if (calls < 3) throw new TypeError();
  }
  const load = retry(NOW)(() => items());

  assertEquals(await Array.fromAsync(load()), [1, 2, 3]);
});

Deno.test("retry() refuses a function beside its options", () => {
  const given: Any = [NOW, () => 1];

  assertThrows(
    () => Reflect.apply(retry, undefined, given),
    TypeError,
    "Cannot retry as 'retry' takes only options: write retry(options)(fn)",
  );
  assertEquals([NOW, NOW].map(retry).length, 2);
});

Deno.test("retry() wraps a function that comes with nothing else", async () => {
  const wrap = retry(PLAIN) as (...args: unknown[]) => () => Promise<string>;

  for (const nothing of [null, undefined]) {
    assertEquals(await wrap(failing(0), nothing)(), "ok");
  }
});
