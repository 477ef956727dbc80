import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  backoffs,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
} from "../mod.ts";
import { drive, failing, rejection } from "./helpers.ts";

// Whatever the types say, these are what JavaScript may pass.
// deno-lint-ignore no-explicit-any -- every option is wrong on purpose
type Options = any;

const TYPE = TypeError;
const RANGE = RangeError;

const WRONG: [Options, typeof TypeError | typeof RangeError, string][] = [
  [
    undefined,
    TYPE,
    "the options must be an object: current value is undefined",
  ],
  [null, TYPE, "the options must be an object: current value is null"],
  ["on", TYPE, 'the options must be an object: current value is "on"'],
  [
    { attempts: 0 },
    RANGE,
    "'attempts' must be a positive integer or null: current value is 0",
  ],
  [
    { attempts: -1 },
    RANGE,
    "'attempts' must be a positive integer or null: current value is -1",
  ],
  [
    { attempts: 1.5 },
    RANGE,
    "'attempts' must be a positive integer or null: current value is 1.5",
  ],
  [
    { attempts: NaN },
    RANGE,
    "'attempts' must be a positive integer or null: current value is NaN",
  ],
  [
    { attempts: -Infinity },
    RANGE,
    "'attempts' must be a positive integer or null: current value is -Infinity",
  ],
  [
    { attempts: "3" },
    TYPE,
    "'attempts' must be a positive integer or null: current value is \"3\"",
  ],
  [
    { attempts: 3n },
    TYPE,
    "'attempts' must be a positive integer or null: current value is 3n",
  ],
  [
    { attempts: true },
    TYPE,
    "'attempts' must be a positive integer or null: current value is true",
  ],
  ...["timeout", "attemptTimeout"].flatMap((name): typeof WRONG => {
    const aim =
      `'${name}' must be a duration of more than 0 milliseconds, or null for no limit`;
    return [
      [{ [name]: 0 }, RANGE, `${aim}: current value is 0`],
      [{ [name]: -1 }, RANGE, `${aim}: current value is -1`],
      [{ [name]: NaN }, RANGE, `${aim}: current value is NaN`],
      [{ [name]: -Infinity }, RANGE, `${aim}: current value is -Infinity`],
      [{ [name]: "1s" }, TYPE, `${aim}: current value is "1s"`],
      [{ [name]: {} }, TYPE, `${aim}: current value is [object Object]`],
      [
        { [name]: { total: 5 } },
        TYPE,
        `${aim}: current value is [object Object]`,
      ],
      [{ [name]: { total: () => 0 } }, RANGE, `${aim}: current value is 0`],
      [{ [name]: { total: () => "5" } }, TYPE, `${aim}: current value is "5"`],
    ];
  }),
  ...["waitInitial", "waitMax", "waitJitter"].flatMap((name): typeof WRONG => {
    const aim =
      `'${name}' must be a finite duration of at least 0 milliseconds`;
    return [
      [{ [name]: -1 }, RANGE, `${aim}: current value is -1`],
      [{ [name]: NaN }, RANGE, `${aim}: current value is NaN`],
      [{ [name]: Infinity }, RANGE, `${aim}: current value is Infinity`],
      [{ [name]: null }, TYPE, `${aim}: current value is null`],
      [{ [name]: "100" }, TYPE, `${aim}: current value is "100"`],
      [{ [name]: { total: () => -5 } }, RANGE, `${aim}: current value is -5`],
    ];
  }),
  [
    { waitExpBase: 0.5 },
    RANGE,
    "'waitExpBase' must be a finite number of at least 1: current value is 0.5",
  ],
  [
    { waitExpBase: NaN },
    RANGE,
    "'waitExpBase' must be a finite number of at least 1: current value is NaN",
  ],
  [
    { waitExpBase: Infinity },
    RANGE,
    "'waitExpBase' must be a finite number of at least 1: current value is Infinity",
  ],
  [
    { waitExpBase: "2" },
    TYPE,
    "'waitExpBase' must be a finite number of at least 1: current value is \"2\"",
  ],
  [
    { waitExpBase: null },
    TYPE,
    "'waitExpBase' must be a finite number of at least 1: current value is null",
  ],
  [
    { signal: {} },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object Object]",
  ],
  [
    { signal: new AbortController() },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object AbortController]",
  ],
  [
    { signal: { aborted: false } },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object Object]",
  ],
  [
    { signal: new EventTarget() },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object EventTarget]",
  ],
  [
    { signal: { aborted: false, addEventListener() {} } },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object Object]",
  ],
  [
    { signal: { aborted: false, removeEventListener() {} } },
    TYPE,
    "'signal' must be an AbortSignal, or a function that returns one: current value is [object Object]",
  ],
  ...["onRetry", "onGiveUp"].flatMap((name): typeof WRONG => [
    [
      { [name]: null },
      TYPE,
      `'${name}' must be a function: current value is null`,
    ],
    [
      { [name]: [() => {}] },
      TYPE,
      `'${name}' must be a function: current value is [object Array]`,
    ],
  ]),
  [{ name: 5 }, TYPE, "'name' must be a string: current value is 5"],
  [{ name: null }, TYPE, "'name' must be a string: current value is null"],
  [
    { name: Symbol("load") },
    TYPE,
    "'name' must be a string: current value is Symbol(load)",
  ],
];

const BACKOFF_NAMES =
  "attempts, timeout, waitInitial, waitMax, waitJitter, waitExpBase";
const CALLER_NAMES =
  `${BACKOFF_NAMES}, attemptTimeout, signal, budget, name, onRetry, onGiveUp`;
const NAMES = `${CALLER_NAMES}, on`;

const UNKNOWN: [Options, name: string, use?: string][] = [
  [{ waitinitial: 3 }, "waitinitial"],
  [{ retry: { limit: 3 } }, "retry"],
  [{ constructor: 3 }, "constructor"],
  [{ toString: 3 }, "toString"],
  [JSON.parse('{ "__proto__": {} }'), "__proto__"],
  [{ retries: 3 }, "retries", "attempts: 4"],
  [{ retries: 0 }, "retries", "attempts: 1"],
  [{ retries: Infinity }, "retries", "attempts: Infinity"],
  [{ retries: "3" }, "retries", "attempts"],
  [{ limit: 2 }, "limit", "attempts"],
  [{ maxAttempts: 3 }, "maxAttempts", "attempts"],
  [{ minTimeout: 3 }, "minTimeout", "waitInitial"],
  [{ initialDelay: 3 }, "initialDelay", "waitInitial"],
  [{ maxTimeout: 3 }, "maxTimeout", "waitMax"],
  [{ maxDelay: 3 }, "maxDelay", "waitMax"],
  [{ backoffLimit: 3 }, "backoffLimit", "waitMax"],
  [{ factor: 3 }, "factor", "waitExpBase"],
  [{ multiplier: 3 }, "multiplier", "waitExpBase"],
  [{ exponent: 3 }, "exponent", "waitExpBase"],
  [{ jitter: true }, "jitter", "waitJitter"],
  [{ maxRetryTime: 3 }, "maxRetryTime", "timeout"],
];

/** What is said about an unknown option. */
function unknown(name: string, use: string | undefined, names: string): string {
  const advice = use ? `: use '${use}'` : "";
  return `Cannot retry as "${name}" is not an option${advice} ` +
    `(the options are ${names})`;
}

const USES: Record<string, (options: Options) => unknown> = {
  "retry()": (options) => retry(options),
  "retryContext()": (options) => retryContext(options),
  "retryContext() with a block": (options) => retryContext(options, () => 1),
};

for (const [name, use] of Object.entries(USES)) {
  Deno.test(`${name} refuses wrong options with name and value`, () => {
    for (const [options, kind, message] of WRONG) {
      const given = typeof options === "object" && options !== null
        ? { on: TypeError, ...options }
        : options;
      // A spread would set the prototype instead of copying this one.
      if (message.includes("__proto__")) {
        Object.defineProperty(given, "__proto__", {
          value: 1,
          enumerable: true,
        });
      }

      const error = assertThrows(() => use(given), kind);

      assertEquals(error.message, `Cannot retry as ${message}`);
      assertEquals(error.name, kind.name);
    }
  });
}

for (const [name, use] of Object.entries(USES)) {
  Deno.test(`${name} tells which options there are, and which one to use`, () => {
    const others: typeof UNKNOWN = [
      [{ shouldRetry: () => true }, "shouldRetry", "on"],
      [{ onFailedAttempt: () => {} }, "onFailedAttempt", "onRetry"],
    ];
    for (const [options, option, advice] of [...UNKNOWN, ...others]) {
      // By definition, as a spread would set the prototype.
      const given = Object.defineProperties(
        { on: TypeError },
        Object.getOwnPropertyDescriptors(options),
      );

      const error = assertThrows(() => use(given), TypeError);

      assertEquals(error.message, unknown(option, advice, NAMES));
    }
  });
}

Deno.test("new RetryingCaller() and backoffs() name only options that they have", () => {
  for (const [options, option, advice] of UNKNOWN) {
    const ofCaller = assertThrows(() => new RetryingCaller(options), TypeError);
    const ofWaits = assertThrows(() => backoffs(options), TypeError);

    assertEquals(ofCaller.message, unknown(option, advice, CALLER_NAMES));
    assertEquals(ofWaits.message, unknown(option, advice, BACKOFF_NAMES));
  }
  const options: Options = { onFailedAttempt: () => {} };
  const name = "onFailedAttempt";
  assertEquals(
    assertThrows(() => new RetryingCaller(options), TypeError).message,
    unknown(name, "onRetry", CALLER_NAMES),
  );
  assertEquals(
    assertThrows(() => backoffs(options), TypeError).message,
    unknown(name, undefined, BACKOFF_NAMES),
  );
});

Deno.test("new RetryingCaller() refuses wrong options with name and value", () => {
  for (const [options, kind, message] of WRONG) {
    if (options === undefined) continue;

    const error = assertThrows(() => new RetryingCaller(options), kind);

    assertEquals(error.message, `Cannot retry as ${message}`);
  }
});

Deno.test("new RetryingCaller() refuses an 'on', which each call has", () => {
  const options: Options = { on: TypeError };

  const error = assertThrows(() => new RetryingCaller(options), TypeError);

  assertEquals(
    error.message,
    unknown("on", undefined, CALLER_NAMES),
  );
});

Deno.test("backoffs() refuses wrong options with name and value", () => {
  for (const [options, kind, message] of WRONG) {
    if (
      options === undefined ||
      /'(?:attemptT|signal|name|onRetry|onGiveUp)/.test(message)
    ) {
      continue;
    }

    const error = assertThrows(() => backoffs(options), kind);

    assertEquals(error.message, `Cannot retry as ${message}`);
  }
});

Deno.test("backoffs() refuses options that have no meaning for it", () => {
  const names = ["attemptTimeout", "signal", "name", "budget", "onRetry"];
  for (const name of ["on", ...names, "onGiveUp"]) {
    const options: Options = { [name]: undefined };

    const error = assertThrows(() => backoffs(options), TypeError);

    assertEquals(
      error.message,
      unknown(name, undefined, BACKOFF_NAMES),
    );
  }
});

Deno.test("retry() takes the limits of every option", () => {
  const limits: Partial<RetryOptions>[] = [
    { attempts: 1 },
    { attempts: null },
    { attempts: Infinity },
    { attempts: Number.MAX_SAFE_INTEGER },
    { timeout: Number.MIN_VALUE },
    { timeout: null },
    { timeout: Infinity },
    { timeout: Number.MAX_VALUE },
    { attemptTimeout: null },
    { attemptTimeout: Infinity },
    { attemptTimeout: 1 },
    { waitInitial: 0 },
    { waitMax: 0 },
    { waitMax: Number.MAX_VALUE },
    { waitJitter: 0 },
    { waitExpBase: 1 },
    { signal: null },
    { signal: new AbortController().signal },
    { signal: () => undefined },
    { name: "" },
  ];

  for (const options of limits) retry({ on: TypeError, ...options });
});

Deno.test("retry() takes undefined as an option that is not given", async () => {
  const options: Options = {
    on: TypeError,
    attempts: undefined,
    timeout: undefined,
    attemptTimeout: undefined,
    waitInitial: undefined,
    waitMax: undefined,
    waitJitter: undefined,
    waitExpBase: undefined,
    signal: undefined,
    budget: undefined,
    name: undefined,
    onRetry: undefined,
    onGiveUp: undefined,
  };

  assertEquals(await retry(options)(() => 1)(), 1);
});

Deno.test("options may be made up when they are asked for", async () => {
  const values: Options = { on: TypeError, attempts: 2 };
  const options: Options = new Proxy({}, { get: (_, name) => values[name] });
  using time = new FakeTime();
  const fn = failing(Infinity);
  await rejection(drive(time, retry(options)(fn)()));

  assertEquals(fn.calls.length, 2);
});

Deno.test("retry() takes a signal by its shape", async () => {
  const { signal } = new AbortController();
  const polyfill: Options = {
    aborted: true,
    reason: "polyfilled",
    addEventListener: signal.addEventListener,
    removeEventListener: signal.removeEventListener,
  };

  const reason = await retry({ on: TypeError, signal: polyfill })(() => 1)()
    .catch((reason) => reason);

  assertStrictEquals(reason, "polyfilled");
});

Deno.test("retry() reads each option once", () => {
  const reads: PropertyKey[] = [];
  const options = new Proxy({ on: TypeError, attempts: 2, timeout: 5 }, {
    get(target, key, receiver) {
      reads.push(key);
      return Reflect.get(target, key, receiver);
    },
  });

  retry(options);

  assertEquals(reads.length, new Set(reads).size);
});

Deno.test("retry() is not affected by later changes of its options", async () => {
  const classes = [TypeError];
  const options = { on: classes, attempts: 2, waitInitial: 0, waitJitter: 0 };
  let calls = 0;
  const fn = retry(options)(() => {
    calls++;
    throw new TypeError("always");
  });
  options.attempts = 5;
  classes.pop();

  const error = await fn().catch((error) => error);

  assertEquals([error.message, calls], ["always", 2]);
});

Deno.test("new RetryingCaller() does not mind a polluted prototype", () => {
  Object.defineProperty(Object.prototype, "on", {
    value: 1,
    enumerable: true,
    configurable: true,
  });
  try {
    new RetryingCaller({ attempts: 2 });
  } finally {
    Reflect.deleteProperty(Object.prototype, "on");
  }
});

Deno.test("retry() refuses a duration that cannot tell its length", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const durations: [Options, string][] = [
    [Temporal.Duration.from({ years: 1 }), "[object Temporal.Duration]"],
    [{ total: () => Promise.resolve(5) }, "[object Promise]"],
    [{ total: () => ({ total: () => 5 }) }, "[object Object]"],
    [{ total: () => 5n }, "5n"],
    [{ total: () => undefined }, "undefined"],
    [{ total: class {} }, "[object Object]"],
    [{
      get total() {
        throw new Error("was read");
      },
    }, "[object Object]"],
    [proxy, "[object]"],
  ];

  for (const [duration, shown] of durations) {
    const current = `current value is ${shown}`;
    for (
      const name of ["timeout", "attemptTimeout", "waitInitial", "waitMax"]
    ) {
      const options: Options = { on: TypeError, [name]: duration };
      const { message } = assertThrows(() => retry(options), TypeError);
      assertEquals(
        message.slice(0, 18 + name.length),
        `Cannot retry as '${name}'`,
      );
      assertEquals(message.slice(-current.length), current);
    }
    if (duration === proxy) continue;
    const fn = failing(1);
    const error = await rejection(retry({ on: () => duration })(fn)());
    assertInstanceOf(error, TypeError);
    assertStrictEquals(error.cause, fn.errors[0]);
    assertEquals(error.message.slice(-current.length), current);
  }
});

Deno.test("retry() can show any wrong value", () => {
  const odd: Options = Object.defineProperty(() => {}, "name", {
    value: Symbol("odd"),
  });

  assertThrows(
    () => retry({ on: TypeError, attempts: odd }),
    TypeError,
    "current value is function Symbol(odd)",
  );
});
