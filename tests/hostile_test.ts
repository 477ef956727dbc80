// What a call must withstand: values, errors and signals made to do harm.
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  getOnRetryHooks,
  loggingHook,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "../mod.ts";
import { drive, failing, patch, PLAIN, rejection } from "./helpers.ts";

/** Options that were parsed. */
function parse(json: string): RetryOptions {
  return { on: TypeError, ...JSON.parse(json) };
}

Deno.test("options from JSON are taken or refused, and change nothing else", () => {
  const refused = [
    '{ "__proto__": { "attempts": 1 } }',
    '{ "constructor": { "prototype": { "attempts": 1 } } }',
    '{ "toString": 1 }',
    '{ "attempts": "3" }',
    '{ "attempts": 1e-9 }',
    '{ "attempts": [3] }',
    '{ "timeout": "1000" }',
    '{ "timeout": -1 }',
    '{ "timeout": { "total": 1 } }',
    '{ "waitInitial": null }',
    '{ "waitInitial": 1e400 }',
    '{ "waitExpBase": 1e400 }',
    '{ "signal": { "aborted": false } }',
    '{ "budget": { "ratio": 1 } }',
    '{ "name": { "length": 1 } }',
    '{ "on": "TypeError" }',
    '{ "on": { "length": 1, "0": "TypeError" } }',
  ];
  for (const json of refused) {
    const options = JSON.parse(json);
    if (!Object.hasOwn(options, "on")) options.on = TypeError;
    const error = assertThrows(() => retry(options), Error, "Cannot retry as");
    assert(error instanceof TypeError || error instanceof RangeError, json);
  }

  retry(parse('{ "attempts": 1e308, "timeout": 1e308, "waitExpBase": 1e308 }'));
  assertEquals(Object.keys(Object.prototype), []);
});

Deno.test("each option is read once", () => {
  const reads: string[] = [];
  const options = new Proxy({ ...PLAIN, attempts: 3, timeout: 100 }, {
    get(target, key, receiver) {
      reads.push(String(key));
      return Reflect.get(target, key, receiver);
    },
  });

  retry(options);

  assertEquals(reads.length, new Set(reads).size);
});

Deno.test("what a getter among the options throws is let through", () => {
  const error = new Error();
  const options = {
    ...PLAIN,
    get attempts(): number {
      throw error;
    },
  };

  let thrown: unknown;
  try {
    retry(options);
  } catch (caught) {
    thrown = caught;
  }

  assertStrictEquals(thrown, error);
});

Deno.test("waits and retries that a server chooses are bounded by attempts and timeout", async () => {
  const answers = [0, Number.MIN_VALUE, 1e9, 1e308, Number.MAX_VALUE];
  for (const answer of answers) {
    using time = new FakeTime();
    const start = time.now;
    const fn = failing(Infinity, () => ({ retryAfter: answer }));
    const options: RetryOptions = {
      // deno-lint-ignore no-explicit-any -- it is what fn throws
      on: (error: any) => error.retryAfter,
      attempts: 100,
      timeout: 60_000,
    };

    await rejection(drive(time, retry(options)(fn)()));

    assert(fn.calls.length <= 100);
    assert(time.now - start < 60_000);
  }
});

Deno.test("options that are as large as can be make waits that are finite", async () => {
  using time = new FakeTime();
  const start = time.now;
  const waits: number[] = [];
  using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
  const most = Number.MAX_VALUE;
  const huge = { waitInitial: most, waitMax: most, waitJitter: 0 };
  const fn = failing(Infinity);

  await rejection(
    retry({ on: TypeError, ...huge, waitExpBase: most })(fn)(),
  );
  await rejection(drive(
    time,
    retry({ ...PLAIN, waitExpBase: most, attempts: 9, timeout: null })(fn)(),
  ));

  assertEquals(waits, [100, ...Array(7).fill(45_000)]);
  assertEquals(time.now - start, 100 + 7 * 45_000);
});

/** Errors that do harm when they are looked at. */
function hostileErrors(): unknown[] {
  const refuse = () => {
    throw new Error("do not look");
  };
  const cyclic = new TypeError("cyclic");
  cyclic.cause = cyclic;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return [
    cyclic,
    Object.freeze(new TypeError()),
    Object.defineProperties(new TypeError(), {
      message: { get: refuse },
      name: { get: refuse },
      stack: { get: refuse },
      cause: { get: refuse },
      toString: { value: refuse },
    }),
    new Proxy(new TypeError(), {
      get: refuse,
      has: refuse,
      set: refuse,
      ownKeys: refuse,
      defineProperty: refuse,
      getPrototypeOf: refuse,
      getOwnPropertyDescriptor: refuse,
    }),
    proxy,
    Object.create(null),
    Object.freeze(Object.create(null)),
    { [Symbol.toPrimitive]: refuse },
    { then: refuse },
    Symbol(),
    undefined,
  ];
}

Deno.test("errors are only handed on, whatever they do when they are looked at", async () => {
  const logged: unknown[] = [];
  const log = (...data: unknown[]) => void logged.push(data);
  const hook = loggingHook({ warn: log, debug: log });
  using _error = patch(console, "error", () => assert(false, "a hook failed"));
  using _retry = setOnRetryHooks([...getOnRetryHooks(), hook]);
  using _giveUp = setOnGiveUpHooks([hook]);

  for (const error of hostileErrors()) {
    using time = new FakeTime();
    const options = { ...PLAIN, on: () => true, attempts: 3 };
    const fail = () => {
      throw error;
    };

    const calls = [
      () => retry(options)(fail)(),
      () => retryContext(options, fail),
      () => new RetryingCaller({ attempts: 1 }).call(TypeError, fail),
    ];

    for (const call of calls) {
      // In an array, as a promise cannot resolve to each of them.
      const [thrown] = await drive(time, call()).then(
        () => ["nothing"],
        (error) => [error],
      );
      assert(Object.is(thrown, error));
    }
  }
  assertEquals(logged.length, hostileErrors().length * (3 + 3 + 1));
});

Deno.test("a million attempts of one call need no stack and little memory", async () => {
  const script = `
    const { retry, retryContext, setTesting } = await import(${
    JSON.stringify(new URL("../mod.ts", import.meta.url))
  });
    setTesting(true, { attempts: 1_000_000 });
    const error = new TypeError();
    let calls = 0;
    function fail() {
      calls++;
      throw error;
    }
    const options = { on: TypeError };
    const ways = {
      fn: () => retry(options)(fail)(),
      loop: async () => {
        for await (const attempt of retryContext(options)) {
          try {
            fail();
          } catch (error) {
            attempt.fail(error);
          }
        }
      },
      generator: async () => {
        const items = retry(options)(async function* () {
          yield 1;
          fail();
        });
        for await (const _ of items()) ;
      },
    };
    for (const [name, run] of Object.entries(ways)) {
      calls = 0;
      const isSame = await run().catch((it) => it === error);
      console.log(name, calls, isSame);
    }
  `;

  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-config",
      // In megabytes: 16 bytes that each attempt left behind would be too many.
      "--v8-flags=--max-old-space-size=16",
      script,
    ],
  }).output();

  const decoder = new TextDecoder();
  assertEquals(
    decoder.decode(stdout),
    "fn 1000000 true\nloop 1000000 true\ngenerator 1000000 true\n",
    decoder.decode(stderr),
  );
});
