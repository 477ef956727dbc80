// Options are not what some other code, or a file that it has parsed and merged,
// has put on `Object.prototype`.
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  backoffs,
  type GiveUpDetails,
  loggingHook,
  retry,
  RetryBudget,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- anything can be put there
const target: any = Object.prototype;

/** Puts values on `Object.prototype` until it is disposed. */
function pollute(values: object): Disposable {
  // By assignment, as it happens: a descriptor would inherit what is there.
  for (const [name, value] of Object.entries(values)) target[name] = value;
  return {
    [Symbol.dispose]() {
      for (const name of Object.keys(values)) delete target[name];
    },
  };
}

/** Hides values on `Object.prototype`, so that no loop sees them. */
function hide(values: object): Disposable {
  const descriptors = Object.entries(values).map(([name, value]) => [
    name,
    { value, configurable: true, writable: true },
  ]);
  Object.defineProperties(target, Object.fromEntries(descriptors));
  return {
    [Symbol.dispose]() {
      for (const [name] of descriptors) delete target[name as string];
    },
  };
}

/** Calls a function while there are hidden values on `Object.prototype`. */
function withHidden<T>(values: object, fn: () => T): T {
  using _ = hide(values);
  return fn();
}

/** Calls a function while there are values on `Object.prototype`. */
function polluted<T>(values: object, fn: () => T): T {
  using _ = pollute(values);
  return fn();
}

/** Values that would be noticed, as somebody would choose them. */
const HARMFUL = {
  on: Error,
  attempts: 1,
  timeout: 1,
  attemptTimeout: 1,
  waitInitial: 1e9,
  waitMax: 1e9,
  waitJitter: 1e9,
  waitExpBase: 1e9,
  signal: AbortSignal.abort("polluted"),
  budget: new RetryBudget({ ratio: 0, minPerSecond: 0 }),
  name: "polluted",
  onRetry: () => assert(false, "a hook of nobody was told"),
  onGiveUp: () => assert(false, "a hook of nobody was told"),
};

/** Values as JSON can have them: the kinds are wrong. */
const FROM_JSON = Object.fromEntries(
  Object.keys(HARMFUL).map((name) => [name, { "from": "JSON" }]),
);

const WAYS: Record<string, (fn: () => unknown) => Promise<unknown>> = {
  "retry()": (fn) => retry({ on: TypeError })(fn)(),
  "retryContext()": (fn) => retryContext({ on: TypeError }, fn),
  "retryContext() with for await": async (fn) => {
    for await (const attempt of retryContext({ on: TypeError })) {
      try {
        return await fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    return undefined;
  },
  "RetryingCaller": (fn) => new RetryingCaller().call(TypeError, fn),
};

for (const [way, call] of Object.entries(WAYS)) {
  Deno.test(`${way} takes no option from Object.prototype`, async () => {
    for (
      const [put, values] of [
        [polluted, HARMFUL],
        [polluted, FROM_JSON],
        [withHidden, HARMFUL],
      ] as const
    ) {
      using time = new FakeTime();
      const waits: number[] = [];
      const names: string[] = [];
      using _ = setOnRetryHooks([({ name, waitFor }) => {
        names.push(name);
        waits.push(waitFor);
      }]);
      const fn = failing(2);

      const result = await drive(time, put(values, () => call(fn)));

      assertEquals([result, fn.calls.length], ["ok", 3]);
      assertFalse(names.includes("polluted"));
      assertEquals(waits.map((wait) => wait >= 100 && wait < 1_200), [
        true,
        true,
      ]);
    }
  });
}

Deno.test("other options are not taken from Object.prototype, either", async () => {
  const fn = failing(Infinity);
  const waits = polluted(
    HARMFUL,
    () => [...backoffs({ attempts: 3, waitJitter: 0 })],
  );
  const { available } = polluted(
    { ratio: 1, minPerSecond: 0, ttl: 1_000 },
    () => new RetryBudget(),
  );
  using _ = polluted({ attempts: 5, cap: true }, () => setTesting(true));
  await rejection(retry(PLAIN)(fn)());

  assertEquals(waits, [100, 200]);
  assertEquals(available, 100);
  assertEquals(fn.calls.length, 1);
});

Deno.test("no option is taken from where it is hidden on Object.prototype", async () => {
  for (const [name, value] of Object.entries(HARMFUL)) {
    // A value of the wrong kind is not refused, as nobody looks at it.
    withHidden({ [name]: { "of": "the wrong kind" } }, () => {
      retry(PLAIN);
      retryContext(PLAIN);
      new RetryingCaller();
      backoffs();
    });
    withHidden({ [name]: value }, () => {
      assertThrows(() => retry({} as RetryOptions), TypeError, "undefined");
    });
  }
  const waits = withHidden(
    { ...HARMFUL, attempts: null },
    () => [...backoffs({ attempts: 3, waitJitter: 0 })],
  );
  const { available } = withHidden(
    { ratio: 1, minPerSecond: 0, ttl: 1_000 },
    () => new RetryBudget(),
  );
  const byOne = withHidden({ ttl: 1_000 }, () => new RetryBudget());
  const fn = failing(Infinity);
  using _ = withHidden({ attempts: 5, cap: true }, () => setTesting(true));
  await rejection(retry(PLAIN)(fn)());

  assertEquals(waits, [100, 200]);
  assertEquals([available, byOne.available], [100, 100]);
  assertEquals(fn.calls.length, 1);
});

Deno.test("a getter on Object.prototype is not even asked", () => {
  const asked: string[] = [];
  for (const name of Object.keys(HARMFUL)) {
    Object.defineProperty(target, name, {
      get() {
        return asked.push(name);
      },
      configurable: true,
    });
    try {
      retry(PLAIN);
      new RetryingCaller();
      backoffs();
    } finally {
      delete target[name];
    }
  }

  assertEquals(asked, []);
});

Deno.test("options may come from another realm", async () => {
  const { runInNewContext } = await import("node:vm");
  const fn = failing(Infinity);
  const options: RetryOptions = Object.assign(
    runInNewContext("({ attempts: 2, waitJitter: 0 })"),
    { on: TypeError },
  );
  const classes: RetryOptions = Object.assign(
    runInNewContext(
      "new (class { get attempts() { return 2; } get waitJitter() { return 0; } })()",
    ),
    { on: TypeError },
  );

  for (const given of [options, classes]) {
    for (const values of [{}, HARMFUL]) {
      using time = new FakeTime();
      const load = withHidden(values, () => retry(given)(fn));
      await rejection(drive(time, load()));
    }
  }

  assertEquals(fn.calls.length, 8);
});

Deno.test("a call is what it is, whatever is on Object.prototype", async () => {
  const values = {
    args: [],
    cause: "polluted",
    configurable: false,
    context: {},
    done: true,
    enumerable: false,
    fn: "polluted",
    get: 1,
    isBlock: true,
    method: "polluted",
    reason: "polluted",
    set: 1,
    then: 1,
    value: "polluted",
    writable: false,
  };
  const logged: unknown[] = [];
  const log = (event: unknown) => logged.push(event);
  const details: GiveUpDetails[] = [];
  using time = new FakeTime();
  using _retry = setOnRetryHooks([loggingHook({ warn: log, debug: log })]);
  using _giveUp = setOnGiveUpHooks([(it) => void details.push(it)]);
  const seen: unknown[] = [];
  let failures = 0;
  async function* count(from: number): AsyncGenerator<number, string> {
    seen.push(yield from);
    if (failures++ === 0) throw new TypeError();
    return "done";
  }
  const hang = (...args: unknown[]) => {
    seen.push(args);
    return new Promise(() => {});
  };

  let error: unknown;
  let name: string;
  const steps: unknown[] = [];
  {
    using _ = pollute(values);
    const caller = new RetryingCaller({ attempts: 2, attemptTimeout: 10 });
    error = await rejection(drive(time, caller.call(Error, hang, "a")));
    const items = retry(PLAIN)(count)(7);
    for (let i = 0; i < 3; i++) {
      const { done, value } = await drive(time, items.next(i));
      steps.push([done, value]);
    }
    name = retry(PLAIN)(count).name;
  }

  assertEquals(seen, [["a"], ["a"], 1, 2]);
  assertEquals(String(error).slice(0, 12), "TimeoutError");
  assertEquals(steps, [[false, 7], [false, 7], [true, "done"]]);
  assertEquals(name, "count");
  assertEquals(logged, Array(2).fill("stamina.retry_scheduled"));
  assertEquals(details.map(({ attempts, reason }) => [attempts, reason]), [
    [2, "attempts"],
  ]);
});

Deno.test("an inherited option holds, also if the same value is on Object.prototype", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);
  const options: RetryOptions = Object.create({ ...PLAIN, attempts: 3 });

  const load = polluted({ attempts: 3 }, () => retry(options)(fn));
  await rejection(drive(time, load()));

  assertEquals(fn.calls.length, 3);
});

Deno.test("a function keeps its properties, whatever is on Object.prototype", () => {
  const fn = Object.defineProperty(async () => {}, "version", {
    get: () => "2",
    configurable: true,
  });
  for (const attribute of ["value", "writable", "get", "set"]) {
    const retried = polluted(
      { [attribute]: "polluted" },
      () => retry(PLAIN)(fn),
    );

    assertEquals(Reflect.get(retried, "version"), "2");
  }
});

Deno.test("options may be of a class whose methods can be listed, as old compilers make them", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity);
  const methods = { describe: () => "options", constructor: Object };
  const options = Object.assign(Object.create(methods), PLAIN, { attempts: 2 });

  await rejection(drive(time, retry(options)(fn)()));

  assertEquals(fn.calls.length, 2);
});

Deno.test("options may be inherited from anything else", async () => {
  class Slow {
    attempts = 3;
    get waitInitial(): number {
      return this.attempts * 100;
    }
  }
  const withGetter = Object.assign(new Slow(), {
    on: TypeError,
    waitJitter: 0,
  });
  const withBase: RetryOptions = Object.create({ ...PLAIN, attempts: 3 });

  for (const values of [{}, HARMFUL]) {
    for (
      const [options, expected] of [[withGetter, 900], [withBase, 300]] as const
    ) {
      using time = new FakeTime();
      const start = time.now;
      const fn = failing(Infinity);

      const load = polluted(values, () => retry(options)(fn));
      await rejection(drive(time, load()));

      assertEquals([fn.calls.length, time.now - start], [3, expected]);
    }
  }
});

Deno.test("options without a prototype are taken as they are", async () => {
  const options: RetryOptions = Object.assign(Object.create(null), PLAIN, {
    attempts: 2,
  });
  const fn = failing(Infinity);

  for (const values of [{}, HARMFUL]) {
    using time = new FakeTime();
    const load = polluted(values, () => retry(options)(fn));
    await rejection(drive(time, load()));
  }

  assertEquals(fn.calls.length, 4);
});

Deno.test("unknown options are refused, whatever is on Object.prototype", () => {
  const options = { ...PLAIN, atempts: 3 };

  polluted({ atempts: 3, other: 1 }, () => {
    retry(PLAIN);
    assertThrows(() => retry(options), TypeError, '"atempts"');
  });
});

Deno.test("it does not matter whether Object.prototype was changed before the import", async () => {
  const script = `
    const names = ["attempts", "timeout", "signal", "name", "method", "isBlock"];
    for (const name of [...names, "get", "value", "done", "reason", "cause"]) {
      Object.prototype[name] = 1;
    }
    const { retry, setTesting } = await import(${
    JSON.stringify(new URL("../mod.ts", import.meta.url))
  });
    setTesting(true, { attempts: 3, cap: true });
    let calls = 0;
    const fn = retry({ on: TypeError })(async (arg) => {
      if (++calls < 3) throw new TypeError();
      return arg;
    });
    console.log(await fn("ok"), calls);
  `;

  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", script],
  }).output();

  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stdout), "ok 3\n", decoder.decode(stderr));
});

Deno.test("functions are wrapped, whatever is hidden on Object.prototype", async () => {
  using time = new FakeTime();
  Object.defineProperty(Object.prototype, "get", {
    value: () => 1,
    configurable: true,
  });
  try {
    assertEquals(await drive(time, retry(PLAIN)(failing(1))()), "ok");
  } finally {
    delete target.get;
  }
});
