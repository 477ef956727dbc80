import {
  assertEquals,
  assertInstanceOf,
  assertLessOrEqual,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type GiveUpReason,
  retry,
  RetryBudget,
  type RetryBudgetOptions,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import {
  CountingController,
  drive,
  failing,
  patch,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

/** A budget of a number of retries, to which calls add nothing. */
function budgetOf(retries: number): RetryBudget {
  return new RetryBudget({ ratio: 0, minPerSecond: retries, ttl: 1_000 });
}

/** Collects why calls were given up. */
function collectReasons(): { reasons: GiveUpReason[] } & Disposable {
  const reasons: GiveUpReason[] = [];
  const hooks = setOnGiveUpHooks([({ reason }) => void reasons.push(reason)]);
  return { reasons, [Symbol.dispose]: () => hooks[Symbol.dispose]() };
}

function hang(): Promise<never> {
  return new Promise(() => {});
}

Deno.test("new RetryBudget() allows 10 retries a second for 10 seconds, and one for five calls", async () => {
  using time = new FakeTime();
  const budget = new RetryBudget();
  assertEquals(budget.available, 100);

  const call = retry({ ...PLAIN, budget })(() => {});
  for (let num = 0; num < 5; num++) await call();
  assertEquals(budget.available, 101);

  time.tick(10_000);
  assertEquals(budget.available, 100);
});

Deno.test("new RetryBudget() takes the limits of every option", () => {
  const limits: [RetryBudgetOptions, number][] = [
    [{}, 100],
    [{ ratio: 0 }, 100],
    [{ ratio: 1_000 }, 100],
    [{ minPerSecond: 0 }, 0],
    [{ minPerSecond: 0.25 }, 2],
    [{ minPerSecond: 1_000_000 }, 10_000_000],
    [{ ttl: 1_000 }, 10],
    [{ ttl: 60_000 }, 600],
    [{ ttl: { total: () => 2_000 } }, 20],
    [{ ttl: Temporal.Duration.from({ seconds: 3 }) }, 30],
    [{ whenEmpty: "giveUp" }, 100],
    [{ whenEmpty: "wait" }, 10],
    [{ whenEmpty: "wait", minPerSecond: 0.1 }, 1],
    [{ ratio: undefined, minPerSecond: undefined, ttl: undefined } as Any, 100],
  ];

  for (const [options, available] of limits) {
    assertEquals(new RetryBudget(options).available, available);
  }
});

Deno.test("new RetryBudget() refuses wrong options with name and value", () => {
  const ratio = "'ratio' must be a number from 0 to 1000";
  const min = "'minPerSecond' must be a number from 0 to 1000000";
  const ttl = "'ttl' must be a duration in milliseconds from 1000 to 60000";
  const empty = '\'whenEmpty\' must be "giveUp" or "wait"';
  const wrong: [Any, typeof TypeError | typeof RangeError, string][] = [
    [null, TypeError, "the options must be an object: current value is null"],
    [0.2, TypeError, "the options must be an object: current value is 0.2"],
    [
      { minPerSec: 1 },
      TypeError,
      '"minPerSec" is not an option (the options are ratio, minPerSecond, ttl, whenEmpty)',
    ],
    [{ ratio: -0.1 }, RangeError, `${ratio}: current value is -0.1`],
    [{ ratio: 1_000.1 }, RangeError, `${ratio}: current value is 1000.1`],
    [{ ratio: NaN }, RangeError, `${ratio}: current value is NaN`],
    [{ ratio: "20%" }, TypeError, `${ratio}: current value is "20%"`],
    [{ ratio: null }, TypeError, `${ratio}: current value is null`],
    [{ ratio: 1n }, TypeError, `${ratio}: current value is 1n`],
    [{ minPerSecond: -1 }, RangeError, `${min}: current value is -1`],
    [{ minPerSecond: 1e7 }, RangeError, `${min}: current value is 10000000`],
    [{ minPerSecond: NaN }, RangeError, `${min}: current value is NaN`],
    [{ minPerSecond: "1" }, TypeError, `${min}: current value is "1"`],
    [{ ttl: 0 }, RangeError, `${ttl}: current value is 0`],
    [{ ttl: 10 }, RangeError, `${ttl}: current value is 10`],
    [{ ttl: 999 }, RangeError, `${ttl}: current value is 999`],
    [{ ttl: 60_001 }, RangeError, `${ttl}: current value is 60001`],
    [{ ttl: Infinity }, RangeError, `${ttl}: current value is Infinity`],
    [{ ttl: null }, TypeError, `${ttl}: current value is null`],
    [{ ttl: "10s" }, TypeError, `${ttl}: current value is "10s"`],
    [{ whenEmpty: "retry" }, TypeError, `${empty}: current value is "retry"`],
    [{ whenEmpty: null }, TypeError, `${empty}: current value is null`],
    [{ whenEmpty: true }, TypeError, `${empty}: current value is true`],
    [{ ttl: { total: () => 5 } }, RangeError, `${ttl}: current value is 5`],
  ];

  for (const [options, kind, message] of wrong) {
    const error = assertThrows(() => new RetryBudget(options), kind);

    assertEquals(error.message, `Cannot budget retries as ${message}`);
  }
});

Deno.test("new RetryBudget() and a policy with it look at no clock", () => {
  using _ = patch(Date, "now", () => {
    throw new Error("Workers refuse this in global scope");
  });

  const budget = new RetryBudget();
  retry({ ...PLAIN, budget })(() => {});
  retryContext({ ...PLAIN, budget });
  new RetryingCaller({ budget });
});

Deno.test("a budget shows nothing but what is available", () => {
  const budget: object = new RetryBudget();

  assertEquals(Reflect.ownKeys(budget), []);
  assertEquals(Reflect.ownKeys(RetryBudget.prototype), [
    "constructor",
    "available",
    // For the console.
    Symbol.for("nodejs.util.inspect.custom"),
  ]);
  assertEquals(Object.keys(RetryBudget), []);
});

Deno.test("retry() takes a budget of another copy of the package", async () => {
  using time = new FakeTime();
  // Whatever is behind the `#` makes it a module of its own.
  const copy = await import("../src/budget/retry_budget.ts#copy");
  const budget: Any = new copy.RetryBudget({
    ratio: 0,
    minPerSecond: 2,
    ttl: 1_000,
  });
  const fn = failing(9);
  assertEquals(budget instanceof RetryBudget, false);

  await rejection(drive(time, retry({ ...PLAIN, budget })(fn)()));

  assertEquals([fn.calls.length, budget.available], [3, 0]);
});

Deno.test("a call deposits once, and each retry withdraws when it is scheduled", async () => {
  using time = new FakeTime();
  const budget = new RetryBudget({ ratio: 1, minPerSecond: 1 });
  const seen: number[] = [];
  using _ = setOnRetryHooks([() => void seen.push(budget.available)]);
  const fn = failing(3);
  const load = (): Promise<string> => {
    seen.push(budget.available);
    return fn();
  };

  assertEquals(await drive(time, retry({ ...PLAIN, budget })(load)()), "ok");

  // 10 in reserve, 1 for the call
  assertEquals(seen, [11, 10, 10, 9, 9, 8, 8]);
  assertEquals(budget.available, 8);
});

Deno.test("a call with an empty budget ends at once with the very same error", async () => {
  using time = new FakeTime();
  const start = time.now;
  using hooks = collectReasons();
  const frozen = Object.freeze(new TypeError("frozen"));
  for (const error of [new TypeError(), frozen, "text", null, undefined]) {
    const fn = failing(9, () => error);

    const budget = budgetOf(1);
    const thrown = await rejection(
      drive(time, retry({ ...PLAIN, on: () => true, budget })(fn)()),
    );

    assertStrictEquals(thrown, error);
    assertEquals(fn.calls.length, 2);
  }
  assertEquals(time.now - start, 5 * 100);
  assertEquals(hooks.reasons, new Array(5).fill("budget"));
});

Deno.test("an empty budget ends a call in each form of use", async () => {
  using time = new FakeTime();
  using hooks = collectReasons();
  const options = { ...PLAIN, budget: budgetOf(0) };
  const error = new TypeError();
  const fail = () => Promise.reject(error);
  async function loop(): Promise<void> {
    for await (const attempt of retryContext(options)) {
      try {
        await fail();
      } catch (error) {
        attempt.fail(error);
      }
    }
  }
  const items = retry(options)(async function* () {
    yield 1;
    await fail();
  });
  const seen: number[] = [];
  async function iterate(): Promise<void> {
    for await (const item of items()) seen.push(item);
  }
  class Client {
    @retry(options)
    load(): Promise<never> {
      return fail();
    }
  }
  const { on: _, ...rest } = options;
  const caller = new RetryingCaller(rest);

  const uses = [
    retry(options)(fail),
    () => retryContext(options, fail),
    () => retryContext(options, (attempt) => attempt.fail(error)),
    loop,
    iterate,
    () => new Client().load(),
    () => caller.call(TypeError, fail),
    () => caller.on(TypeError)(fail),
  ];
  for (const use of uses) {
    assertStrictEquals(await rejection(drive(time, use())), error);
  }

  assertEquals(hooks.reasons, new Array(uses.length).fill("budget"));
  assertEquals(seen, [1]);
});

Deno.test("a retry counts in each form of use", async () => {
  using time = new FakeTime();
  const budget = budgetOf(100);
  const options = { ...PLAIN, waitInitial: 0, budget };

  await drive(time, retry(options)(failing(1))());
  await drive(time, retryContext(options, failing(1)));
  await drive(
    time,
    new RetryingCaller({ budget, waitJitter: 0, waitInitial: 0 })
      .call(TypeError, failing(1)),
  );
  await drive(
    time,
    (async () => {
      for await (const attempt of retryContext(options)) {
        if (attempt.num === 1) attempt.fail(new TypeError());
      }
    })(),
  );
  let starts = 0;
  const items = retry(options)(async function* () {
    if (++starts === 1) throw new TypeError();
    yield 1;
  });
  await drive(time, Array.fromAsync(items()));

  assertEquals(budget.available, 95);
});

Deno.test("a retry is not charged if there will be none", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const thrown = new Error("a bug in the hook");
  const cases: [GiveUpReason | undefined, Partial<RetryOptions>][] = [
    ["attempts", { attempts: 1 }],
    ["timeout", { timeout: 100 }],
    ["timeout", { on: () => 1_000, timeout: 1_000 }],
    ["not-retryable", { on: RangeError }],
    ["not-retryable", { on: () => false }],
    ["aborted", {
      signal,
      on: () => {
        controller.abort();
        return true;
      },
    }],
    [undefined, {
      on: () => {
        throw thrown;
      },
    }],
  ];

  for (const [reason, options] of cases) {
    using time = new FakeTime();
    using hooks = collectReasons();
    const budget = budgetOf(1);

    await rejection(
      drive(time, retry({ ...PLAIN, ...options, budget })(failing(9))()),
    );

    assertEquals(hooks.reasons, reason === undefined ? [] : [reason]);
    assertEquals(budget.available, 1);
  }
});

Deno.test("a retry is not charged if 'on' closes the loop", async () => {
  const budget = budgetOf(1);
  const attempts = retryContext({
    ...PLAIN,
    budget,
    on: () => {
      attempts.return?.();
      return true;
    },
  })[Symbol.asyncIterator]();
  const { value: attempt } = await attempts.next();
  const error = new TypeError();

  assertStrictEquals(assertThrows(() => attempt.fail(error)), error);

  assertEquals(budget.available, 1);
});

Deno.test("the limits and 'on' are told as the reason before the budget is", async () => {
  using hooks = collectReasons();
  const budget = budgetOf(0);

  await rejection(retry({ ...PLAIN, budget, attempts: 1 })(failing(9))());
  await rejection(retry({ ...PLAIN, budget, timeout: 100 })(failing(9))());
  await rejection(retry({ ...PLAIN, budget, on: RangeError })(failing(9))());
  await rejection(retry({ ...PLAIN, budget })(failing(9))());

  assertEquals(hooks.reasons, [
    "attempts",
    "timeout",
    "not-retryable",
    "budget",
  ]);
});

Deno.test("a retry after the wait that 'on' asks for is charged, too", async () => {
  using time = new FakeTime();
  const fn = failing(9);

  const call = retry({ ...PLAIN, on: () => 10, budget: budgetOf(3) })(fn)();

  assertStrictEquals(await rejection(drive(time, call)), fn.errors[3]);
});

Deno.test("a retry of an attempt that took too long is charged, too", async () => {
  using time = new FakeTime();
  using hooks = collectReasons();
  let calls = 0;
  const load = retry({ ...PLAIN, attemptTimeout: 50, budget: budgetOf(2) })(
    () => {
      calls++;
      return hang();
    },
  );

  const error = await rejection(drive(time, load()));

  assertInstanceOf(error, DOMException);
  assertEquals(error.message, "Attempt 3 of <anonymous> timed out after 50 ms");
  assertEquals([calls, hooks.reasons], [3, ["budget"]]);
});

Deno.test("a retry stays charged if the call is aborted in the wait", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const { signal } = controller;
  const budget = budgetOf(2);
  const call = retry({ ...PLAIN, signal, budget })(failing(9))();
  await time.runMicrotasks();

  controller.abort("stop");

  assertEquals(await rejection(call), "stop");
  assertEquals(budget.available, 1);
});

Deno.test("a call deposits in each form of use", async () => {
  using _ = new FakeTime();
  const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
  const options = { ...PLAIN, budget };

  await retry(options)(() => {})();
  await retryContext(options, () => {});
  await new RetryingCaller({ budget }).call(TypeError, () => {});
  for await (const _ of retryContext(options));
  await Array.fromAsync(retry(options)(async function* () {})());

  assertEquals(budget.available, 5);
});

Deno.test("a call that was aborted before it began deposits nothing", async () => {
  using _ = new FakeTime();
  const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
  const options = { ...PLAIN, budget, signal: AbortSignal.abort() };

  await rejection(retry(options)(() => {})());
  await rejection(retryContext(options, () => {}));
  await rejection(Array.fromAsync(retryContext(options)));
  assertEquals(budget.available, 0);

  await retry({ ...PLAIN, budget })(() => {})();
  assertEquals(budget.available, 1);
});

Deno.test("functions, blocks and callers share a budget", async () => {
  using time = new FakeTime();
  const budget = budgetOf(3);
  const options = { ...PLAIN, waitInitial: 0, budget };
  const fn = failing(9);

  await drive(time, retry(options)(failing(1))());
  await drive(time, retryContext(options, failing(1)));
  await rejection(drive(
    time,
    new RetryingCaller({ waitJitter: 0, budget }).call(TypeError, fn),
  ));

  assertEquals(fn.calls.length, 2);
});

Deno.test("budgets have nothing to do with one another", async () => {
  using time = new FakeTime();
  const [first, second] = [budgetOf(1), budgetOf(1)];

  await rejection(
    drive(time, retry({ ...PLAIN, budget: first })(failing(9))()),
  );

  assertEquals([first.available, second.available], [0, 1]);
});

Deno.test("calls at once are retried no more often than their budget allows", async () => {
  using time = new FakeTime();
  const start = time.now;
  using hooks = collectReasons();
  const fn = failing(Infinity);
  const load = retry({ on: TypeError, budget: new RetryBudget() })(fn);

  const calls = Array.from({ length: 1_000 }, () => load());
  await drive(time, Promise.allSettled(calls));

  // One for five calls, and 100 in reserve. Without a budget, it would be 8,000.
  assertEquals(fn.calls.length - 1_000, 300);
  assertLessOrEqual(time.now - start, 10_000);
  assertEquals(hooks.reasons, new Array(1_000).fill("budget"));
});

Deno.test("a success gives nothing back", async () => {
  using time = new FakeTime();
  const budget = budgetOf(2);
  const load = (fn: () => Promise<string>) =>
    drive(time, retry({ ...PLAIN, waitInitial: 1, budget })(fn)());

  assertEquals(await load(failing(2)), "ok");
  assertEquals(budget.available, 0);
  const fn = failing(1);
  assertStrictEquals(await rejection(load(fn)), fn.errors[0]);
});

Deno.test("calls are retried again when earlier retries are forgotten", async () => {
  using time = new FakeTime();
  const load = (fn: () => Promise<string>) =>
    drive(time, retry({ ...PLAIN, budget })(fn)());
  const budget = budgetOf(1);
  assertEquals(await load(failing(1)), "ok");
  await rejection(load(failing(1)));

  time.tick(1_000);

  assertEquals(await load(failing(1)), "ok");
});

Deno.test("an empty budget leaves no timer and no listener", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const { signal } = controller;
  const fn = failing(9);
  const load = retry({ ...PLAIN, signal, budget: budgetOf(1) })(fn);

  await rejection(drive(time, load()));

  assertEquals([time.next(), controller.listening], [false, 0]);
  assertEquals([fn.calls.length, controller.added], [2, 1]);
});

Deno.test("a budget is not used while retrying is off, or in testing mode", async () => {
  const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
  const load = retry({ ...PLAIN, budget });
  {
    using _ = setActive(false);
    await load(() => {})();
  }
  {
    using _ = setTesting(true, { attempts: 3 });
    const fn = failing(9);
    await rejection(load(fn)());
    await load(failing(2))();
    assertEquals(fn.calls.length, 3);
  }
  assertEquals(budget.available, 0);
});

Deno.test("a budget holds no more and no less when the clock steps back", async () => {
  using time = new FakeTime();
  let step = 0;
  using _ = patchClock((now) => now + step);
  const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 1, ttl: 2_000 });
  const load = retry({ ...PLAIN, waitInitial: 0, budget });
  await load(() => {})();
  step = -3_600_000;
  await load(() => {})();
  assertEquals(budget.available, 3);
  step = 0;

  assertEquals(budget.available, 2); // an hour has passed

  step = -3_600_000;
  await drive(time, load(failing(2))());
  assertEquals(budget.available, 0);
  time.tick(2_000);
  assertEquals(budget.available, 2);
});

Deno.test("a budget holds where the clock stands still", async () => {
  using time = new FakeTime();
  const { now } = time;
  using _ = patchClock(() => now);
  const fn = failing(Infinity);
  const budget = new RetryBudget({ ratio: 0.1, minPerSecond: 1, ttl: 1_000 });
  const load = retry({ ...PLAIN, waitInitial: 1_000, budget })(fn);

  for (let num = 0; num < 100; num++) await rejection(drive(time, load()));

  assertEquals(fn.calls.length - 100, 11);
});

Deno.test("retry() refuses a budget that is none", () => {
  const wrong: Any[] = [
    {},
    null,
    true,
    0.2,
    { available: 5 },
    Object.create(RetryBudget.prototype),
    RetryBudget,
  ];
  for (const budget of wrong) {
    for (
      const use of [
        () => retry({ ...PLAIN, budget }),
        () => retryContext({ ...PLAIN, budget }),
        () => new RetryingCaller({ budget }),
      ]
    ) {
      assertThrows(
        use,
        TypeError,
        "Cannot retry as 'budget' must be a RetryBudget: current value is ",
      );
    }
  }
});
