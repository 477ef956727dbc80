// Budgets whose calls wait for their turn, and do not give up.
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type GiveUpDetails,
  retry,
  RetryBudget,
  retryContext,
  type RetryDetails,
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
  isSettled,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";
import { simulate } from "./simulation/world.ts";
import { outputOf } from "./tools/command.ts";
import { WAYS } from "./ways.ts";

const QUICK: RetryOptions = { ...PLAIN, waitInitial: 10, timeout: 60_000 };

/** A budget of a number of retries in a second, to which calls add nothing. */
function budgetOf(retries: number): RetryBudget {
  return new RetryBudget({
    ratio: 0,
    minPerSecond: retries,
    ttl: 1_000,
    whenEmpty: "wait",
  });
}

/** Uses up the one retry of a budget, for a second. */
async function spend(time: FakeTime, budget: RetryBudget): Promise<void> {
  await drive(time, retry({ ...QUICK, budget })(failing(1))());
  assertEquals(budget.available, 0);
}

/** Collects what hooks are told. */
function collect(): {
  retries: RetryDetails[];
  giveUps: GiveUpDetails[];
} & Disposable {
  const retries: RetryDetails[] = [];
  const giveUps: GiveUpDetails[] = [];
  const stack = new DisposableStack();
  stack.use(setOnRetryHooks([(details) => void retries.push(details)]));
  stack.use(setOnGiveUpHooks([(details) => void giveUps.push(details)]));
  return { retries, giveUps, [Symbol.dispose]: () => stack.dispose() };
}

Deno.test("a call waits for its turn when its budget is empty", async () => {
  using time = new FakeTime();
  const budget = budgetOf(1);
  await spend(time, budget);
  const start = time.now;
  const fn = failing(1);

  assertEquals(await drive(time, retry({ ...QUICK, budget })(fn)()), "ok");

  // The budget forgets a retry after a second, and a wait is up to three.
  assertGreaterOrEqual(time.now - start, 900);
  assertLessOrEqual(time.now - start, 5_000);
  assertEquals(fn.calls.length, 2);
});

Deno.test("a call has its turn when its wait ends, in each form of use", async () => {
  using time = new FakeTime();
  const budget = budgetOf(1);
  const options = { ...QUICK, budget };

  for (const call of Object.values(WAYS)) {
    await spend(time, budget);
    const fn = failing(1);
    const start = time.now;

    assertEquals(await drive(time, call(options, fn)), "ok");

    assertEquals(fn.calls.length, 2);
    assertGreaterOrEqual(time.now - start, 900);
    time.tick(5_000);
  }
});

Deno.test("a retry is withdrawn when its wait ends", async () => {
  using time = new FakeTime();
  const budget = budgetOf(1);
  const call = retry({ ...QUICK, waitInitial: 500, budget })(failing(1))();
  await time.runMicrotasks();
  assertEquals(budget.available, 1);

  await time.tickAsync(499);
  assertEquals(budget.available, 1);
  await time.tickAsync(1);
  assertEquals(budget.available, 0);

  assertEquals(await call, "ok");
});

Deno.test("no attempt is counted while a call waits for its turn", async () => {
  using time = new FakeTime();
  using told = collect();
  const budget = budgetOf(0);
  const fn = failing(9);

  const load = retry({ ...QUICK, attempts: 2, budget });
  const error = await rejection(drive(time, load(fn)()));

  assertStrictEquals(error, fn.errors[0]);
  assertEquals(fn.calls.length, 1);
  const [{ attempts, reason, waited, elapsed, causedBy }] = told.giveUps as [
    GiveUpDetails,
  ];
  assertEquals([attempts, reason], [1, "budget"]);
  assertStrictEquals(causedBy, error);
  assert(waited > 0 && waited <= elapsed);
});

Deno.test("the deadline ends a wait for a turn with the last error, and not before it must", async () => {
  for (const timeout of [300, 1_000, 5_000, 45_000]) {
    using time = new FakeTime();
    using told = collect();
    const start = time.now;
    const fn = failing(9);

    const load = retry({ ...QUICK, timeout, budget: budgetOf(0) })(fn);
    const error = await rejection(drive(time, load()));

    assertStrictEquals(error, fn.errors[0]);
    assertEquals(told.giveUps.map(({ reason }) => reason), ["budget"]);
    assertLessOrEqual(time.now - start, timeout);
    assertGreaterOrEqual(time.now - start, timeout - 100);
  }
});

Deno.test("a timer that is late ends a wait for a turn, for the same reason", async () => {
  using time = new FakeTime();
  using told = collect();
  let step = 0;
  using _ = patchClock((now) => now + step);
  const fn = failing(9);
  const call = rejection(retry({ ...QUICK, budget: budgetOf(0) })(fn)());
  await time.tickAsync(10);

  step = 60_000; // the machine was asleep
  await time.tickAsync(3_000);

  assertStrictEquals(await call, fn.errors[0]);
  assertEquals(told.giveUps.map(({ reason }) => reason), ["budget"]);
});

Deno.test("a timer that is late for the first wait ends the call for want of time", async () => {
  using time = new FakeTime();
  using told = collect();
  let step = 0;
  using _ = patchClock((now) => now + step);
  const fn = failing(9);
  const call = rejection(retry({ ...QUICK, budget: budgetOf(9) })(fn)());
  await time.runMicrotasks();

  step = 60_000;
  await time.tickAsync(10);

  assertStrictEquals(await call, fn.errors[0]);
  assertEquals(told.giveUps.map(({ reason }) => reason), ["timeout"]);
});

Deno.test("without a deadline a call waits until it has its turn", async () => {
  using time = new FakeTime();
  const budget = budgetOf(0);
  const load = retry({ ...QUICK, timeout: null, budget });
  const call = load(failing(1))();

  await time.tickAsync(3_600_000);
  assertEquals(await isSettled(call), false);
  await load(() => {})();

  assertEquals(await drive(time, call), "ok");
});

Deno.test("an abort ends a wait for a turn at once, and leaves nothing", async () => {
  using time = new FakeTime();
  using told = collect();
  const controller = new CountingController();
  const { signal } = controller;
  const fn = failing(9);
  const call = retry({ ...QUICK, signal, budget: budgetOf(0) })(fn)();
  await time.tickAsync(10_000);
  assertEquals(await isSettled(call), false);

  controller.abort("stop");

  assertEquals(await rejection(call), "stop");
  assertEquals([time.next(), controller.listening], [false, 0]);
  assertEquals(told.giveUps.map(({ reason }) => reason), ["aborted"]);
  assertEquals([fn.calls.length, told.retries.length], [1, 0]);
});

Deno.test("a consumer that leaves ends a wait for a turn", async () => {
  using time = new FakeTime();
  const attempts = retryContext({ ...QUICK, budget: budgetOf(0) })
    [Symbol.asyncIterator]();
  const { value: attempt } = await attempts.next();
  attempt!.fail(new TypeError());
  const next = attempts.next();
  await time.tickAsync(10_000);
  assertEquals(await isSettled(next), false);

  await attempts.return?.();

  assertEquals((await next).done, true);
  assertEquals(time.next(), false);
});

Deno.test("hooks are told of a retry when it is made, once", async () => {
  using time = new FakeTime();
  const budget = budgetOf(1);
  await spend(time, budget);
  const start = time.now;
  const log: unknown[] = [];
  using _ = setOnRetryHooks([({ retryNum, waitFor, waitedSoFar }) => {
    log.push(["told", retryNum, Math.round(waitFor / 100), waitedSoFar]);
    return { [Symbol.dispose]: () => void log.push("disposed") };
  }]);
  const fn = failing(1);

  await drive(
    time,
    retry({ ...QUICK, budget })(() => {
      log.push("attempt");
      return fn();
    })(),
  );

  const told = ["told", 1, Math.round((time.now - start) / 100), 0];
  assertEquals(log, ["attempt", told, "disposed", "attempt"]);
});

Deno.test("hooks are told what was waited before, all waits for turns included", async () => {
  using time = new FakeTime();
  using told = collect();
  const budget = budgetOf(1);
  const start = time.now;

  await drive(time, retry({ ...QUICK, waitInitial: 8, budget })(failing(3))());

  const waits = told.retries.map(({ waitFor }) => waitFor);
  assertEquals(waits[0], 8);
  assertGreaterOrEqual(waits[1]!, 16 + 250);
  assertGreaterOrEqual(waits[2]!, 32 + 250);
  assertEquals(told.retries.map(({ waitedSoFar }) => waitedSoFar), [
    0,
    waits[0]!,
    waits[0]! + waits[1]!,
  ]);
  // A timer takes whole milliseconds.
  const total = waits.reduce((sum, wait) => sum + wait);
  assertLessOrEqual(Math.abs(time.now - start - total), 20);
});

Deno.test("a hook that aborts the call as a retry is made prevents the attempt", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const { signal } = controller;
  using _ = setOnRetryHooks([() => controller.abort("stop")]);
  const fn = failing(9);

  const load = retry({ ...QUICK, signal, budget: budgetOf(9) })(fn);

  assertEquals(await rejection(drive(time, load())), "stop");
  assertEquals(fn.calls.length, 1);
});

Deno.test("the limits and 'on' are asked before a call waits for its turn", async () => {
  using time = new FakeTime();
  using told = collect();
  const options = { ...QUICK, budget: budgetOf(0) };

  await rejection(retry({ ...options, attempts: 1 })(failing(9))());
  await rejection(retry({ ...options, timeout: 10 })(failing(9))());
  await rejection(retry({ ...options, on: RangeError })(failing(9))());

  assertEquals(told.giveUps.map(({ reason }) => reason), [
    "attempts",
    "timeout",
    "not-retryable",
  ]);
  assertEquals(time.next(), false);
});

Deno.test("no call waits for a turn while retrying is off, or in testing mode", async () => {
  const load = retry({ ...QUICK, budget: budgetOf(0) });
  {
    using _ = setActive(false);
    await rejection(load(failing(9))());
  }
  {
    using _ = setTesting(true, { attempts: 3 });
    assertEquals(await load(failing(2))(), "ok");
  }
});

Deno.test("an answer lets calls that wait have their turn, in each form of use", async () => {
  using time = new FakeTime();
  const budget = budgetOf(0);
  const options = { ...QUICK, budget };
  const uses: (() => unknown)[] = [
    () => retry(options)(() => {})(),
    () => retryContext(options, () => {}),
    () => new RetryingCaller({ budget }).call(TypeError, () => {}),
    async () => {
      for await (const _ of retryContext(options));
    },
    async () => {
      for await (const _ of retryContext(options)) break;
    },
    () => Array.fromAsync(retry(options)(async function* () {})()),
    // An attempt that took its time.
    () =>
      retry(options)(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
      })(),
  ];

  for (const use of uses) {
    const call = retry(options)(failing(1))();
    await time.tickAsync(5_000);
    assertEquals(await isSettled(call), false);

    await drive(time, Promise.resolve(use()));

    const start = time.now;
    assertEquals(await drive(time, call), "ok");
    assertLessOrEqual(time.now - start, 3_000);
    time.tick(60_000);
  }
});

Deno.test("a failure that is let through is no answer", async () => {
  using time = new FakeTime();
  const budget = budgetOf(0);
  const options = { ...QUICK, budget, attempts: 1 };
  const call = rejection(retry({ ...QUICK, budget })(failing(1))());
  await time.tickAsync(100);

  await rejection(retry(options)(failing(1))());
  await rejection(retryContext(options, failing(1)));
  await rejection((async () => {
    for await (const attempt of retryContext(options)) {
      attempt.fail(new TypeError());
    }
  })());
  await rejection(Array.fromAsync(
    retry(options)(async function* () {
      yield await Promise.reject(new TypeError());
    })(),
  ));

  assertEquals(budget.available, 0);
  await drive(time, call);
});

Deno.test("calls that fail together do not ask for their turn together", async () => {
  const calls = 10_000;
  const asks: number[] = [];
  const load = retry({ ...QUICK, timeout: 30_000, budget: budgetOf(0) });

  await simulate(1, (world) => {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = ((wake: () => void, ms: number, ...rest: []) => {
      const due = world.now + Math.ceil(ms);
      asks[due] = (asks[due] ?? 0) + 1;
      return setTimeout(wake, ms, ...rest);
    }) as typeof setTimeout;
    for (let call = 0; call < calls; call++) {
      const fn = load(() => Promise.reject(new TypeError()));
      world.at(0, () => fn().catch(() => {}));
    }
  });

  // All ask for the first time together, as they wait without jitter.
  assertEquals(asks[10], calls);
  // Then they are spread over half a second, and over more and more.
  const most = (from: number, to: number) =>
    Math.max(...Array.from(asks.slice(from, to), (count) => count ?? 0));
  assertLessOrEqual(most(11, 5_000), 3 * calls / 500);
  assertLessOrEqual(most(5_000, 20_000), 5 * calls / 2_000);
  assert(most(5_000, 20_000) > 0);
});

Deno.test("calls that wait keep their promises, whatever happens to them", async () => {
  const failures: unknown[] = [];
  for (let seed = 1; seed <= 30; seed++) {
    await simulate(seed, (world) => {
      const draw = (below: number) => Math.floor(Math.random() * below);
      const minPerSecond = draw(5);
      const ratio = draw(3) / 10;
      const budget = new RetryBudget({
        ratio,
        minPerSecond,
        ttl: 1_000 * (1 + draw(10)),
        whenEmpty: "wait",
      });
      const upFrom = 1_000 * draw(30);
      for (let num = 0; num < 200; num++) {
        const begun = draw(20_000);
        world.at(begun, () => {
          const timeout = 1_000 + draw(30_000);
          const attempts = 1 + draw(5);
          const controller = new CountingController();
          const errors: unknown[] = [];
          let settled = false;
          const load = retry({
            on: TypeError,
            timeout,
            attempts,
            waitInitial: draw(200),
            waitJitter: draw(2) * 500,
            signal: controller.signal,
            budget,
          })(() => {
            assertEquals(settled, false);
            if (world.now >= upFrom && draw(4) > 0) return;
            errors.push(new TypeError());
            throw errors.at(-1);
          });
          const abortAt = draw(4) === 0 ? begun + draw(40_000) : Infinity;
          if (abortAt < Infinity) {
            world.at(abortAt, () => controller.abort("stop"));
          }
          const settle = () => {
            settled = true;
            assertLessOrEqual(world.now, Math.min(begun + timeout, abortAt));
            assertLessOrEqual(errors.length, attempts);
            assertEquals(controller.listening, 0);
          };
          load().then(settle, (error) => {
            settle();
            assertStrictEquals(
              error,
              world.now === abortAt ? "stop" : errors.at(-1),
            );
          }).catch((error) => failures.push(error));
        });
      }
    });
  }
  assertEquals(failures, []);
});

Deno.test("calls that wait for a turn hold no more than those in a backoff, and ask in constant time", async () => {
  const program = new URL("simulation/held.ts", import.meta.url).pathname;

  const { backoff, turn, few, many } = JSON.parse(
    await outputOf(Deno.execPath(), [
      "run",
      "--no-check",
      "--v8-flags=--expose-gc",
      program,
    ]),
  );

  assert(backoff > 100, "a call in a backoff holds something");
  // The measure is not that exact.
  assertLessOrEqual(turn, 1.05 * backoff);
  // In microseconds. To look through all calls would take a hundred times as long.
  assertLessOrEqual(many, 20 * few);
});
