import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  getOnGiveUpHooks,
  type GiveUpDetails,
  type GiveUpReason,
  retry,
  retryContext,
  type RetryOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import {
  drive,
  failing,
  patch,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";

/** Collects what give-up hooks are told. */
function collect(): { told: GiveUpDetails[] } & Disposable {
  const told: GiveUpDetails[] = [];
  const hooks = setOnGiveUpHooks([(details) => void told.push(details)]);
  return { told, [Symbol.dispose]: () => hooks[Symbol.dispose]() };
}

function hang(): Promise<never> {
  return new Promise(() => {});
}

Deno.test("a give-up hook is told all about it", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const fn = failing(Infinity);
  async function load(...args: unknown[]) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return await fn(...args);
  }

  await rejection(drive(time, retry({ ...PLAIN, attempts: 3 })(load)("a", 1)));

  assertEquals(hooks.told, [{
    event: "give-up",
    name: "load",
    args: ["a", 1],
    attempts: 3,
    waited: 300,
    elapsed: 330,
    causedBy: fn.errors[2],
    reason: "attempts",
  }]);
  assertStrictEquals(hooks.told[0]?.causedBy, fn.errors[2]);
  assert(Object.isFrozen(hooks.told[0]));
});

Deno.test("a give-up hook is told why there was no other retry, once", async () => {
  const options: [
    GiveUpReason,
    number,
    Partial<RetryOptions>,
    () => unknown,
  ][] = [
    ["attempts", 2, { attempts: 2 }, failing(9)],
    ["attempts", 2, { attempts: 2, attemptTimeout: 50 }, hang],
    ["timeout", 1, { timeout: 100 }, failing(9)],
    ["timeout", 1, { timeout: 100 }, hang],
    ["timeout", 2, { timeout: 150 }, failing(9)],
    ["timeout", 1, { timeout: 100, attemptTimeout: 60 }, hang],
    ["timeout", 1, { timeout: 1_000, on: () => 1_000 }, failing(9)],
    ["not-retryable", 1, { on: RangeError }, failing(9)],
    ["not-retryable", 1, { on: () => false }, failing(9)],
  ];

  for (const [reason, attempts, option, fn] of options) {
    using time = new FakeTime();
    using hooks = collect();

    const error = await rejection(
      drive(time, retry({ ...PLAIN, ...option })(fn)()),
    );

    assertEquals(
      hooks.told.map((details) => [details.reason, details.attempts]),
      [[reason, attempts]],
    );
    assertStrictEquals(hooks.told[0]?.causedBy, error);
  }
});

Deno.test("a give-up hook is told about an abort", async () => {
  for (const ms of [5, 50]) { // in the attempt, and in the wait
    using time = new FakeTime();
    using hooks = collect();
    const controller = new AbortController();
    const fn = failing(9);
    const call = retry({ ...PLAIN, signal: controller.signal })(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return await fn();
    })();
    setTimeout(() => controller.abort("stop"), ms);

    assertEquals(await rejection(drive(time, call)), "stop");
    assertEquals(hooks.told.map(({ reason, causedBy }) => [reason, causedBy]), [
      ["aborted", "stop"],
    ]);
  }
});

Deno.test("a give-up hook is told in each form of use", async () => {
  using _ = setTesting(true, { attempts: 2 });
  using hooks = collect();
  const fail = () => {
    throw new TypeError();
  };

  await rejection(retryContext(PLAIN, fail));
  await rejection(
    retryContext(PLAIN, (attempt) => attempt.fail(new TypeError())),
  );
  await rejection((async () => {
    for await (const attempt of retryContext(PLAIN)) {
      attempt.fail(new TypeError());
    }
  })());
  async function* items(): AsyncGenerator<number> {
    yield 1;
    fail();
  }
  await rejection((async () => {
    for await (const _ of retry(PLAIN)(items)());
  })());

  assertEquals(hooks.told.map(({ name, attempts }) => [name, attempts]), [
    ["<context block>", 2],
    ["<context block>", 2],
    ["<context block>", 2],
    ["items", 2],
  ]);
});

Deno.test("a give-up hook is not told where nothing was given up", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const thrown = new Error("a bug in the hook");

  await drive(time, retry(PLAIN)(failing(2))());
  await rejection(retry({ ...PLAIN, signal: AbortSignal.abort() })(hang)());
  await rejection(
    retry({
      on: () => {
        throw thrown;
      },
    })(failing(1))(),
  );
  for await (const attempt of retryContext(PLAIN)) {
    attempt.fail(new TypeError());
    break;
  }
  {
    using _ = setActive(false);
    await rejection(retry(PLAIN)(failing(1))());
  }

  assertEquals(hooks.told, []);
});

Deno.test("a give-up hook that aborts is told once", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  let told = 0;
  using _ = setOnGiveUpHooks([() => {
    told++;
    controller.abort("too late");
  }]);
  const { signal } = controller;
  const fn = failing(9);

  assertStrictEquals(
    await rejection(
      drive(time, retry({ ...PLAIN, attempts: 2, signal })(fn)()),
    ),
    fn.errors[1],
  );
  assertEquals(told, 1);
  await time.runMicrotasks();
  assertEquals(told, 1);
});

Deno.test("a give-up hook that fails changes nothing, and is reported", async () => {
  const reported: unknown[] = [];
  using _console = patch(
    console,
    "error",
    (_, error) => void reported.push(error),
  );
  const thrown = new Error("a bug");
  let told = 0;
  using _hooks = setOnGiveUpHooks([
    () => {
      throw thrown;
    },
    () => Promise.reject(thrown) as unknown as void,
    () => void told++,
  ]);
  const fn = failing(1, () => new RangeError());

  assertStrictEquals(await rejection(retry(PLAIN)(fn)()), fn.errors[0]);
  await Promise.resolve();
  assertEquals([told, reported], [1, [thrown, thrown]]);
});

Deno.test("a give-up hook is told that a wait has ended after the deadline", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const call = retry({ ...PLAIN, timeout: 1_000 })(failing(1))();
  await time.runMicrotasks();
  // A machine that sleeps does not fire its timers.
  using _ = patchClock((now) => now + 3_600_000);

  await rejection(drive(time, call));

  assertEquals(hooks.told.map(({ reason }) => reason), ["timeout"]);
});

Deno.test("the time that a call has taken is that of its clock, and of its waits while that stands still", async () => {
  for (const [shown, elapsed] of [[50, 150], [150, 250]] as const) {
    using time = new FakeTime();
    using hooks = collect();
    const start = Date.now();
    let current = start;
    using _ = patchClock(() => current);
    const fn = failing(9);
    const load = () => {
      current = start + shown;
      return fn();
    };

    await rejection(drive(time, retry({ ...PLAIN, attempts: 2 })(load)()));

    assertEquals(hooks.told[0]?.elapsed, elapsed);
  }
});

Deno.test("the time that a call has taken is that of its waits without a timeout", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const fn = failing(9);
  const load = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return await fn();
  };

  await rejection(
    drive(time, retry({ ...PLAIN, attempts: 2, timeout: null })(load)()),
  );

  assertEquals(hooks.told[0]?.elapsed, 100);
});

Deno.test("setOnGiveUpHooks() sets, turns off and restores hooks", () => {
  const defaults = getOnGiveUpHooks();
  assertEquals(defaults.length, 2);
  const hook = () => {};
  {
    using _ = setOnGiveUpHooks([hook]);
    assertEquals(getOnGiveUpHooks(), [hook]);
    {
      using _ = setOnGiveUpHooks([]);
      assertEquals(getOnGiveUpHooks(), []);
      setOnGiveUpHooks(null);
      assertStrictEquals(getOnGiveUpHooks(), defaults);
    }
    assertEquals(getOnGiveUpHooks(), [hook]);
  }
  assertStrictEquals(getOnGiveUpHooks(), defaults);
});

Deno.test("a give-up hook is told once about an abort between attempts of testing mode", async () => {
  using _testing = setTesting(true, { attempts: 5 });
  using hooks = collect();
  const controller = new AbortController();
  const fn = retry({ ...PLAIN, signal: controller.signal })(() => {
    Promise.resolve().then(() => controller.abort("stop"));
    throw new TypeError();
  });

  assertEquals(await rejection(fn()), "stop");
  await Promise.resolve();
  assertEquals(hooks.told.map(({ reason, attempts }) => [reason, attempts]), [
    ["aborted", 1],
  ]);
});

Deno.test("a give-up hook is told once about an abort by what is disposed", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const controller = new AbortController();
  using _ = setOnRetryHooks([() => ({
    [Symbol.dispose]() {
      controller.abort("stop");
    },
  })]);
  const { signal } = controller;

  const call = retry({ ...PLAIN, signal })(failing(1))();

  assertEquals(await rejection(drive(time, call)), "stop");
  assertEquals(hooks.told.map(({ reason, attempts }) => [reason, attempts]), [
    ["aborted", 1],
  ]);
});

Deno.test("a give-up hook is told about an abort of a block that has failed before", async () => {
  using time = new FakeTime();
  using hooks = collect();
  const controller = new AbortController();
  setTimeout(() => controller.abort("gone"), 10);
  const options = { ...PLAIN, signal: controller.signal };

  const error = await rejection(drive(
    time,
    retryContext(options, (attempt) => {
      attempt.fail(new TypeError());
      return hang();
    }),
  ));

  assertStrictEquals(error, "gone");
  assertEquals(hooks.told.map(({ reason }) => reason), ["aborted"]);
});

Deno.test("a give-up hook is told once about a block that goes on until the deadline", async () => {
  using time = new FakeTime();
  using hooks = collect();

  await rejection(drive(
    time,
    retryContext({ ...PLAIN, attempts: 1, timeout: 50 }, (attempt) => {
      try {
        attempt.fail(new TypeError());
      } catch {
        // It was not to be retried, but may still return something else.
      }
      return hang();
    }),
  ));

  assertEquals(hooks.told.map(({ reason }) => reason), ["attempts"]);
});
