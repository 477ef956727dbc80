// Stubs of timers, as tests put them in place.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, retryContext, setOnGiveUpHooks, setTesting } from "../mod.ts";
import { drive, failing, patch, PLAIN, rejection } from "./helpers.ts";
import { FUNCTION_WAYS, WAYS } from "./ways.ts";

type Callback = () => void;

// Not those of fake time, which may be in place.
const { setTimeout: setRealTimeout } = globalThis;

function hang(): Promise<never> {
  return new Promise(() => {});
}

function stub(
  toTimer: (callback: Callback, ms: number) => unknown,
): Disposable {
  // Stubs forget the arguments that there may be.
  const stubbed = (callback: Callback, ms: number) => toTimer(callback, ms);
  return patch(globalThis, "setTimeout", stubbed as typeof setTimeout);
}

const STUBS: Readonly<
  Record<string, (callback: Callback, ms: number) => unknown>
> = {
  "of two parameters": (callback) => setRealTimeout(callback, 0),
  "that returns undefined": (callback) => void setRealTimeout(callback, 0),
  "that returns null": (callback) => {
    setRealTimeout(callback, 0);
    return null;
  },
  "that rings at once": (callback) => callback(),
  "that rings at once and once more": (callback) => {
    callback();
    callback();
    setRealTimeout(callback, 0);
  },
  "that rings in a microtask": (callback) => queueMicrotask(callback),
  "that rings twice": (callback) => {
    setRealTimeout(callback, 0);
    setRealTimeout(callback, 0);
  },
};

/** Lets the real timers ring that a stub has set. */
function ring(): Promise<void> {
  return new Promise((resolve) => setRealTimeout(resolve, 5));
}

for (const [kind, toTimer] of Object.entries(STUBS)) {
  Deno.test(`waits pass with a setTimeout ${kind}`, async () => {
    for (const call of Object.values(WAYS)) {
      using _ = stub(toTimer);
      const options = { ...PLAIN, timeout: null, attempts: 4 };
      const succeeding = failing(3);
      const fn = failing(Infinity);
      const waited: number[] = [];
      using _hook = setOnGiveUpHooks([(it) => void waited.push(it.waited)]);

      assertEquals(await call(options, succeeding), "ok");
      const error = await rejection(call(options, fn));

      assertEquals(succeeding.calls.length, 4);
      assertStrictEquals(error, fn.errors[3]);
      assertEquals(waited, [100 + 200 + 400]);
    }
    await ring();
  });

  Deno.test(`a wait of more than 24 days passes with a setTimeout ${kind}`, async () => {
    for (const call of Object.values(WAYS)) {
      using _ = stub(toTimer);
      const wait = 1e11;
      const options = { ...PLAIN, timeout: null, waitInitial: wait };

      assertEquals(await call({ ...options, waitMax: wait }, failing(2)), "ok");
    }
    await ring();
  });

  Deno.test(`limits hold with a setTimeout ${kind}`, async () => {
    for (const call of Object.values(FUNCTION_WAYS)) {
      using _ = stub(toTimer);

      const late = await rejection(call({ ...PLAIN, timeout: 1_000 }, hang));
      const slow = await rejection(
        call({ ...PLAIN, attemptTimeout: 100, attempts: 3 }, hang),
      );

      assertEquals((late as Error).name, "TimeoutError");
      assert((slow as Error).message.startsWith("Attempt 3 of "));
    }
    for await (const attempt of retryContext({ ...PLAIN, timeout: 1_000 })) {
      using _ = stub(toTimer);
      const { signal } = attempt;
      await ring();
      assertEquals(signal.reason.name, "TimeoutError");
    }
    await ring();
  });
}

/** Ways in which a timer goes on although it was cleared. */
const CLINGY: Readonly<Record<string, () => void>> = {
  "does nothing": () => {},
  "throws": () => {
    throw new Error("timers cannot be cleared");
  },
};

for (const [kind, clear] of Object.entries(CLINGY)) {
  Deno.test(`a stale timer changes nothing if clearTimeout ${kind}`, async () => {
    using _console = patch(console, "error", () => {});
    for (const call of Object.values(FUNCTION_WAYS)) {
      // Attempt 1 ends long before its limit of 300 ms, which then rings in the
      // wait, and that of attempt 2 rings in attempt 3.
      using time = new FakeTime();
      const start = time.now;
      using _ = patch(globalThis, "clearTimeout", clear);
      const begun: number[] = [];
      const sleep = (ms: number) =>
        new Promise((resolve) => setTimeout(resolve, ms));
      const options = {
        ...PLAIN,
        attemptTimeout: 300,
        waitInitial: 400,
        waitMax: 400,
      };

      const result = call(options, async () => {
        begun.push(time.now - start);
        if (begun.length === 3) return await sleep(299).then(() => "ok");
        await sleep(50);
        throw new TypeError();
      });

      assertEquals(await drive(time, result), "ok");
      assertEquals(begun, [0, 450, 900]);
      assertEquals(time.now - start, 900 + 299);
      while (time.next());
    }
  });

  Deno.test(`a wait that an abort has ended stays so if clearTimeout ${kind}`, async () => {
    using _console = patch(console, "error", () => {});
    for (const call of Object.values(WAYS)) {
      using time = new FakeTime();
      using _ = patch(globalThis, "clearTimeout", clear);
      const controller = new AbortController();
      const { signal } = controller;
      const fn = failing(Infinity);
      const settled = rejection(call({ ...PLAIN, signal }, fn));
      await time.runMicrotasks();

      controller.abort("stop");

      assertEquals(await settled, "stop");
      while (time.next()) await time.runMicrotasks();
      assertEquals(fn.calls.length, 1);
    }
  });

  Deno.test(`attempt.signal stays as it is after a stale timer if clearTimeout ${kind}`, async () => {
    using _console = patch(console, "error", () => {});
    using time = new FakeTime();
    using _ = patch(globalThis, "clearTimeout", clear);
    const signals: AbortSignal[] = [];
    const options = { ...PLAIN, attemptTimeout: 150 };

    const done = (async () => {
      for await (const attempt of retryContext(options)) {
        signals.push(attempt.signal);
        if (signals.length < 3) attempt.fail(new TypeError());
      }
    })();
    await drive(time, done);
    while (time.next());

    assertEquals(signals.map(({ aborted }) => aborted), [false, false, false]);
  });
}

Deno.test("calls settle where clearTimeout is missing", async () => {
  using _console = patch(console, "error", () => {});
  for (const call of Object.values(WAYS)) {
    using time = new FakeTime();
    using _ = patch(globalThis, "clearTimeout", undefined as never);
    assertEquals(await drive(time, call(PLAIN, failing(2))), "ok");
  }
});

Deno.test("calls settle where timers are refused, and leave nothing behind", async () => {
  const refused = new Error("no timers in global scope");
  for (const call of Object.values(WAYS)) {
    using _ = stub(() => {
      throw refused;
    });

    const error = await rejection(call(PLAIN, failing(1)));

    assertStrictEquals(error, refused);
  }
});

Deno.test("timers are looked up at each use", async () => {
  const result = retry({ ...PLAIN, waitInitial: 1 })(failing(1))();
  using time = new FakeTime();
  await time.runMicrotasks();
  assertEquals(await drive(time, result), "ok");

  using _ = setTesting(true, { attempts: 3 });
  using _timers = stub(() => assert(false, "testing mode needs no timer"));
  assertEquals(await retry(PLAIN)(failing(2))(), "ok");
});

Deno.test("a chained timer is the one that is cleared, also if its stub rings at once", async () => {
  const cleared: unknown[] = [];
  using _clear = patch(
    globalThis,
    "clearTimeout",
    (id) => void cleared.push(id),
  );
  let timers = 0;
  const set = (callback: Callback) => {
    const id = ++timers;
    if (id === 1) callback();
    return id;
  };
  const controller = new AbortController();
  const reason = new Error("no longer");
  let thrown: Promise<unknown>;
  {
    using _set = stub(set);
    const wait = 2 ** 31 + 1_000;
    const { signal } = controller;
    const options = { ...PLAIN, waitInitial: wait, waitMax: wait, signal };
    thrown = rejection(retry({ ...options, timeout: null })(failing(1))());
    for (let turn = 0; turn < 10; turn++) await null;
  }

  controller.abort(reason);

  assertStrictEquals(await thrown, reason);
  assertEquals([timers, cleared], [2, [1, 2]]);
});

Deno.test("a timer that is stopped while it is set is cleared", async () => {
  const set = new Set<number>();
  const controller = new AbortController();
  const reason = new Error("no longer");
  using _clear = patch(
    globalThis,
    "clearTimeout",
    (id) => void set.delete(id as number),
  );
  using _set = stub((_, ms) => {
    if (ms === 5_000) controller.abort(reason);
    set.add(ms);
    return ms;
  });
  const { signal } = controller;
  const options = { ...PLAIN, waitInitial: 5_000, timeout: null, signal };

  const thrown = await rejection(retry(options)(failing(1))());

  assertStrictEquals(thrown, reason);
  assertEquals([...set], []);
});

Deno.test("a long wait ends early where its next timer is refused", async () => {
  using _console = patch(console, "error", () => {});
  let timers = 0;
  using _ = stub((callback) => {
    if (++timers > 1) throw new Error("refused");
    setRealTimeout(callback, 0);
    return 0;
  });
  const wait = 2 ** 31 + 1_000;
  const options = { ...PLAIN, waitInitial: wait, waitMax: wait, timeout: null };

  assertEquals(await retry(options)(failing(1))(), "ok");
});
