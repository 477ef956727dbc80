// What is told about calls that succeed after a retry, and to whom.
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  addHook,
  getOnGiveUpHooks,
  getOnRetryHooks,
  type Hook,
  retry,
  retryContext,
  RetryingCaller,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { drive, failing, PLAIN, rejection } from "./helpers.ts";

type Details = Parameters<Hook>[0];

/** Collects what a hook for everything is told. */
function collect(): Disposable & { readonly told: Details[] } {
  const told: Details[] = [];
  const added = addHook((details) => void told.push(details));
  return { told, [Symbol.dispose]: () => added[Symbol.dispose]() };
}

function events(told: readonly Details[]): string[] {
  return told.map(({ event }) => event);
}

Deno.test("addHook() adds a hook that is told about everything", async () => {
  using time = new FakeTime();
  using hooks = collect();

  await drive(time, retry({ ...PLAIN, name: "load" })(failing(2))("a"));
  await rejection(drive(time, retry({ ...PLAIN, attempts: 1 })(failing(1))()));

  assertEquals(events(hooks.told), [
    "retry",
    "retry",
    "recovered",
    "give-up",
  ]);
  assertEquals(hooks.told[2], {
    event: "recovered",
    name: "load",
    args: ["a"],
    attempts: 3,
    waited: 300,
    elapsed: 300,
  });
});

Deno.test("addHook() tells nothing about a call that succeeds at once", async () => {
  using hooks = collect();

  await retry(PLAIN)(failing(0))();
  await retryContext(PLAIN, failing(0));

  assertEquals(hooks.told, []);
});

Deno.test("each way to make a call tells that it has recovered, once", async () => {
  const ways: (() => Promise<unknown>)[] = [
    () => retry(PLAIN)(failing(1))(),
    () => retryContext(PLAIN, failing(1)),
    () => new RetryingCaller({ waitJitter: 0 }).call(TypeError, failing(1)),
    async () => {
      const fn = failing(1);
      for await (const attempt of retryContext(PLAIN)) {
        try {
          return await fn();
        } catch (error) {
          attempt.fail(error);
        }
      }
      return undefined;
    },
    async () => {
      const fn = failing(1);
      // It ends without leaving the loop.
      for await (const attempt of retryContext(PLAIN)) {
        await fn().catch(attempt.fail);
      }
    },
    async () => {
      const fn = failing(1);
      const items = retry(PLAIN)(async function* () {
        yield await fn();
      });
      for await (const _ of items());
    },
  ];
  for (const way of ways) {
    using time = new FakeTime();
    using hooks = collect();

    await drive(time, way());

    assertEquals(events(hooks.told), ["retry", "recovered"], String(way));
  }
});

Deno.test("a generator that is left in a later attempt has recovered", async () => {
  using time = new FakeTime();
  using hooks = collect();
  let attempts = 0;
  const items = retry(PLAIN)(async function* () {
    if (++attempts === 1) throw new TypeError();
    yield 1;
    yield 2;
  })();

  await drive(time, items.next());
  await items.return(undefined);

  assertEquals(events(hooks.told), ["retry", "recovered"]);
});

Deno.test("a call that has not recovered does not tell so", async () => {
  const caught = async () => {
    const fn = failing(2);
    await retryContext({ ...PLAIN, attempts: 2 }, async (attempt) => {
      await fn().catch((error) => {
        try {
          attempt.fail(error);
        } catch {
          // There is no other attempt.
        }
      });
    });
  };
  const left = async () => {
    const fn = failing(1);
    const items = retry(PLAIN)(async function* () {
      yield await fn();
    })();
    const next = items.next();
    for (let turn = 0; turn < 20; turn++) await null; // until it waits
    await items.return();
    await next;
  };
  for (const [way, expected] of [[caught, "give-up"], [left, ""]] as const) {
    using time = new FakeTime();
    using hooks = collect();

    await drive(time, way());

    const [first, ...others] = events(hooks.told);
    assertEquals(first, "retry");
    assertEquals(others.join(), expected);
  }
});

Deno.test("nothing is told about a recovery while retrying is off", async () => {
  using hooks = collect();
  {
    using _ = setActive(false);
    await rejection(retry(PLAIN)(failing(1))());
  }
  using _ = setTesting(true, { attempts: 2 });
  await retry(PLAIN)(failing(1))();

  assertEquals(events(hooks.told), ["retry", "recovered"]);
});

Deno.test("addHook() is told after the hooks in force, and taken out alone", async () => {
  using time = new FakeTime();
  const told: string[] = [];
  using _ = setOnRetryHooks([() => void told.push("set")]);
  const before = getOnRetryHooks();
  const first = addHook(() => void told.push("first"));
  const second = addHook(() => void told.push("second"));

  await drive(time, retry({ ...PLAIN })(failing(1))());
  assertEquals(told.splice(0), ["set", "first", "second", "first", "second"]);

  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await drive(time, retry({ ...PLAIN })(failing(1))());
  assertEquals(told.splice(0), ["set", "second", "second"]);

  second[Symbol.dispose]();
  assertEquals(getOnRetryHooks(), before);
});

Deno.test("addHook() is not told about anything once other hooks were set", async () => {
  for (const hooks of [[], null]) {
    using time = new FakeTime();
    using added = collect();
    using _retry = setOnRetryHooks(hooks);
    await drive(time, retry(PLAIN)(failing(1))());
    assertEquals(events(added.told.splice(0)), ["recovered"]);

    using _giveUp = setOnGiveUpHooks(hooks);
    await drive(time, retry(PLAIN)(failing(1))());
    assertEquals(events(added.told), []);
  }
});

Deno.test("addHook() can be disposed after other hooks were set", () => {
  const added = addHook(() => {});
  using _retry = setOnRetryHooks([]);
  using _giveUp = setOnGiveUpHooks([]);

  added[Symbol.dispose]();

  assertEquals(getOnRetryHooks(), []);
  assertEquals(getOnGiveUpHooks(), []);
});

Deno.test("addHook() leaves the default hooks as they were", () => {
  using _ = setOnRetryHooks(null);
  const before = getOnRetryHooks();

  addHook(() => {})[Symbol.dispose]();

  assertStrictEquals(getOnRetryHooks(), before);
});

Deno.test("addHook() adds to the hooks of each event, and is taken out of each", async () => {
  using time = new FakeTime();
  const told: string[] = [];
  const load = retry({ ...PLAIN, attempts: 2 });
  const first = addHook(({ event }) => void told.push(`first ${event}`));
  const second = addHook(({ event }) => void told.push(`second ${event}`));

  await rejection(drive(time, load(failing(2))()));
  assertEquals(told.splice(0), [
    "first retry",
    "second retry",
    "first give-up",
    "second give-up",
  ]);

  second[Symbol.dispose]();
  await rejection(drive(time, load(failing(2))()));
  assertEquals(told.splice(0), ["first retry", "first give-up"]);

  first[Symbol.dispose]();
  await rejection(drive(time, load(failing(2))()));
  assertEquals(told, []);
});

Deno.test("addHook() is told about recoveries while it is told about one other event", async () => {
  for (const takeOver of [setOnRetryHooks, setOnGiveUpHooks]) {
    using time = new FakeTime();
    using hooks = collect();
    using _ = takeOver([]);

    await drive(time, retry(PLAIN)(failing(1))());

    assertEquals(events(hooks.told).at(-1), "recovered");
  }
});

Deno.test("addHook() leaves hooks of one's own as they were", () => {
  const [reporting] = getOnRetryHooks();
  const own = () => {};
  using _ = setOnRetryHooks([reporting!, own]);

  addHook(() => {})[Symbol.dispose]();

  assertEquals<unknown>(getOnRetryHooks(), [reporting, own]);
});

Deno.test("onRetry and onGiveUp are told if there is no other hook", async () => {
  using time = new FakeTime();
  using _retry = setOnRetryHooks([]);
  using _giveUp = setOnGiveUpHooks([]);
  const told: string[] = [];
  const load = retry({
    ...PLAIN,
    attempts: 2,
    onRetry: ({ event }) => void told.push(event),
    onGiveUp: ({ event }) => void told.push(event),
  });

  await rejection(drive(time, load(failing(2))()));

  assertEquals(told, ["retry", "give-up"]);
});

Deno.test("addHook() refuses what is no function", () => {
  for (const wrong of [undefined, null, "hook", [() => {}], {}]) {
    assertThrows(
      () => addHook(wrong as unknown as Hook),
      TypeError,
      "Cannot add a hook as it must be a function",
    );
  }
});

Deno.test("onRetry and onGiveUp are told after the global hooks, about one policy", async () => {
  const told: string[] = [];
  using _ = addHook(({ event }) => void told.push(`global ${event}`));
  const options = {
    ...PLAIN,
    attempts: 2,
    onRetry: ({ retryNum }: { retryNum: number }) => {
      told.push(`retry ${retryNum}`);
      return { [Symbol.dispose]: () => void told.push("disposed") };
    },
    onGiveUp: ({ reason }: { reason: string }) => void told.push(reason),
  };
  const ways: ((fn: () => unknown) => Promise<unknown>)[] = [
    (fn) => retry(options)(fn)(),
    (fn) => retryContext(options, fn),
    (fn) => {
      const { on, ...rest } = options;
      return new RetryingCaller(rest).call(on, fn);
    },
  ];
  for (const way of ways) {
    using time = new FakeTime();

    await rejection(drive(time, way(failing(2))));
    assertEquals(told.splice(0), [
      "global retry",
      "retry 1",
      "disposed",
      "global give-up",
      "attempts",
    ]);

    await drive(time, retry(PLAIN)(failing(1))());
    assertEquals(told.splice(0), ["global retry", "global recovered"]);
  }
});

Deno.test("onRetry and onGiveUp that throw change nothing, and are reported", async () => {
  using time = new FakeTime();
  const reported: unknown[][] = [];
  const { error } = console;
  console.error = (...data) => void reported.push(data);
  try {
    const bug = () => {
      throw new RangeError("a bug in a hook");
    };
    const load = retry({
      ...PLAIN,
      attempts: 2,
      onRetry: bug,
      onGiveUp: bug,
    });
    const fn = failing(2);

    assertEquals(await rejection(drive(time, load(fn)())), fn.errors[1]);
    assertEquals(reported.length, 2);
  } finally {
    console.error = error;
  }
});
