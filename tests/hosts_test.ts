// Hosts that lack a part of the platform, or whose part does harm: React Native,
// old browsers, test tools that put stubs in place.
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  backoffs,
  retry,
  RetryBudget,
  retryContext,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "../mod.ts";
import { abort, follow, unfollow } from "../src/lib/signals.ts";
import {
  drive,
  failing,
  isSettled,
  patch,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";
import { FUNCTION_WAYS, WAYS } from "./ways.ts";

/** Replaces a global, or takes it away, until it is disposed. */
function replace(
  name: string,
  descriptor?: PropertyDescriptor,
  holder: object = globalThis,
): Disposable {
  const original = Object.getOwnPropertyDescriptor(holder, name);
  const restore = (value: PropertyDescriptor | undefined) => {
    Reflect.deleteProperty(holder, name);
    if (value) Object.defineProperty(holder, name, value);
  };
  restore(descriptor && { configurable: true, ...descriptor });
  return { [Symbol.dispose]: () => restore(original) };
}

function hang(): Promise<never> {
  return new Promise(() => {});
}

function refuse(): never {
  throw new Error("not in this host");
}

/** What may be found in place of something that a host lacks. */
const LACKING: Readonly<Record<string, PropertyDescriptor | undefined>> = {
  "deleted": undefined,
  "undefined": { value: undefined },
  "a getter that throws": { get: refuse },
};

const NO_DOM_EXCEPTION: typeof LACKING = {
  ...LACKING,
  "a function that throws": { value: refuse },
  "no constructor": { value: () => {} },
  "a class that forgets the name": { value: class extends Error {} },
  "a class of frozen objects": {
    value: function (message: string, name: string) {
      return Object.freeze({ message, name });
    },
  },
};

for (const [how, descriptor] of Object.entries(NO_DOM_EXCEPTION)) {
  for (const [way, call] of Object.entries(FUNCTION_WAYS)) {
    Deno.test(`${way} settles at the deadline where DOMException is ${how}`, async () => {
      for (const earlier of [0, 1]) {
        using time = new FakeTime();
        const start = time.now;
        using _ = replace("DOMException", descriptor);
        const fn = failing(earlier);
        const load = () => fn().then(hang);

        const error = await rejection(
          drive(time, call({ ...PLAIN, timeout: 1_000 }, load)),
        ) as Error;

        assertEquals(error.name, "TimeoutError");
        assert(error.message.includes("at the deadline of 1000 ms"));
        if (how !== "a class of frozen objects") {
          assertInstanceOf(error, Error);
          assertStrictEquals(error.cause, fn.errors[0]);
        }
        assertEquals(time.now - start, 1_000);
        assertFalse(time.next(), "a timer is left");
      }
    });
  }

  Deno.test(`attempt.signal aborts at the deadline where DOMException is ${how}`, async () => {
    using time = new FakeTime();
    using _ = replace("DOMException", descriptor);
    for await (const { signal } of retryContext({ ...PLAIN, timeout: 100 })) {
      assertFalse(signal.aborted);
      time.tick(100);
      assertEquals(signal.reason.name, "TimeoutError");
    }
  });

  Deno.test(`attemptTimeout is retried where DOMException is ${how}`, async () => {
    for (const call of Object.values(FUNCTION_WAYS)) {
      using time = new FakeTime();
      using _ = replace("DOMException", descriptor);
      const options = { ...PLAIN, attemptTimeout: 50, attempts: 3 };
      let calls = 0;

      const result = call(options, () => ++calls < 3 ? hang() : "ok");

      assertEquals(await drive(time, result), "ok");
    }
  });

  Deno.test(`a signal without a reason makes an AbortError where DOMException is ${how}`, async () => {
    for (const call of Object.values(WAYS)) {
      using _ = replace("DOMException", descriptor);
      const signal = Object.assign(new EventTarget(), { aborted: true });

      const error = await rejection(
        call({ ...PLAIN, signal: signal as AbortSignal }, hang),
      ) as Error;

      assertEquals(error.name, "AbortError");
      assertEquals(error.message, "The operation was aborted");
    }
  });
}

Deno.test("jitter works where the host has no random numbers", () => {
  const holders: [string, object, typeof LACKING][] = [
    ["crypto", globalThis, LACKING],
    ["getRandomValues", crypto, { ...LACKING, throwing: { value: refuse } }],
  ];
  for (const [name, holder, kinds] of holders) {
    for (const descriptor of Object.values(kinds)) {
      using _ = replace(name, descriptor, holder);

      // More than are kept in stock.
      const waits = [...backoffs({ attempts: 1_001, waitMax: 100 })];

      assertEquals(waits.length, 1_000);
      assert(waits.every((wait) => wait >= 100 && wait < 1_100));
      assert(new Set(waits).size > 990);
      assert(Math.max(...waits) > 1_000);
    }
  }
});

/** Clocks that do not tell the time. */
const CLOCKS: Readonly<Record<string, (now: number) => unknown>> = {
  "undefined": () => undefined,
  "null": () => null,
  "NaN": () => NaN,
  "Infinity": () => Infinity,
  "-Infinity": () => -Infinity,
  "a string": (now) => String(now),
  "a BigInt": (now) => BigInt(now),
  "an object": (now) => ({ valueOf: () => now }),
  "an error": refuse,
};

/** Puts a clock in place that tells the right time to all but some looks. */
function withClock(
  tell: (now: number) => unknown,
  isBroken: (look: number) => boolean,
): Disposable {
  const { Date } = globalThis;
  let looks = 0;
  const now = () => isBroken(++looks) ? tell(Date.now()) : Date.now();
  const Broken = class extends Date {};
  Object.defineProperty(Broken, "now", { value: now });
  // Fake time sets `Date` again and again; that must not undo this.
  return replace("Date", { get: () => Broken, set: () => {} });
}

const BROKEN: Readonly<Record<string, (look: number) => boolean>> = {
  "always": () => true,
  "at first": (look) => look === 1,
  "but for the first look": (look) => look > 1,
  "every other time": (look) => look % 2 === 0,
  "two times of three": (look) => look % 3 !== 0,
};

for (const [told, tell] of Object.entries(CLOCKS)) {
  Deno.test(`deadlines hold by timers where the clock tells ${told}`, async () => {
    for (const isBroken of Object.values(BROKEN)) {
      for (const call of Object.values(FUNCTION_WAYS)) {
        using time = new FakeTime();
        const start = time.now;
        using _ = withClock(tell, isBroken);

        const error = await rejection(
          drive(time, call({ ...PLAIN, timeout: 1_000 }, hang)),
        ) as Error;

        assertEquals(error.name, "TimeoutError");
        assertEquals(time.now - start, 1_000);
        assertFalse(time.next(), "a timer is left");
      }
      for (const call of Object.values(WAYS)) {
        using time = new FakeTime();
        const start = time.now;
        using _ = withClock(tell, isBroken);
        const fn = failing(Infinity);

        const error = await rejection(
          drive(time, call({ ...PLAIN, timeout: 1_000 }, fn)),
        );

        // The next wait would be one of 800 ms.
        assertStrictEquals(error, fn.errors[3]);
        assertEquals(time.now - start, 700);
      }
    }
  });

  Deno.test(`attempts have their limit where the clock tells ${told}`, async () => {
    for (const isBroken of Object.values(BROKEN)) {
      for (const call of Object.values(FUNCTION_WAYS)) {
        using time = new FakeTime();
        const start = time.now;
        using _ = withClock(tell, isBroken);
        const options = { ...PLAIN, attempts: 2, attemptTimeout: 50 };

        const error = await rejection(drive(time, call(options, hang)));

        assertEquals((error as Error).name, "TimeoutError");
        assertEquals(time.now - start, 50 + 100 + 50);
      }
    }
  });

  Deno.test(`a budget goes on where the clock tells ${told}`, async () => {
    for (const [when, isBroken] of Object.entries(BROKEN)) {
      using time = new FakeTime();
      const budget = new RetryBudget({ ratio: 0, minPerSecond: 2, ttl: 1_000 });
      using _ = withClock(tell, isBroken);
      for (let call = 0; call < 3; call++) {
        await rejection(
          drive(time, retry({ ...PLAIN, attempts: 2, budget })(failing(2))()),
        );
      }
      for (let look = 0; look < 6; look++) {
        assert(budget.available >= 0 && budget.available <= 2);
      }
      if (["always", "but for the first look"].includes(when)) continue;

      // Each look sees no time pass, or all that has passed since the last one.
      for (let tick = 0; tick < 6; tick++) {
        time.tick(1_000);
        assert(budget.available >= 0);
      }

      assertEquals(budget.available, 2);
    }
  });
}

Deno.test("deadlines hold by timers where there is no Date", async () => {
  for (const descriptor of Object.values(LACKING)) {
    for (const call of Object.values(FUNCTION_WAYS)) {
      using time = new FakeTime();
      using _ = replace("Date", { ...descriptor, configurable: true });
      const settled = rejection(call({ ...PLAIN, timeout: 1_000 }, hang));
      await time.runMicrotasks();

      time.tick(999);
      assertFalse(await isSettled(settled));
      time.tick(1);

      assertEquals((await settled as Error).name, "TimeoutError");
    }
  }
});

Deno.test("calls end as they should where there is no console", async () => {
  const consoles = [
    ...Object.values(LACKING),
    { value: {} },
    { value: { error: refuse } },
  ];
  for (const descriptor of consoles) {
    using _retry = setOnRetryHooks([refuse]);
    using _giveUp = setOnGiveUpHooks([refuse]);
    for (const call of Object.values(WAYS)) {
      using time = new FakeTime();
      using _timers = replace("clearTimeout", { value: refuse });
      const fn = failing(Infinity);
      const failed = failing(2);
      {
        using _console = replace("console", descriptor);

        const error = await rejection(
          drive(time, call({ ...PLAIN, attempts: 3 }, fn)),
        );
        const result = await drive(time, call(PLAIN, failed));

        assertStrictEquals(error, fn.errors[2]);
        assertEquals(result, "ok");
      }
    }
  }
});

Deno.test("time goes on by the clock when that tells a number again", async () => {
  using time = new FakeTime();
  let isBroken = false;
  let passed = 0;
  using _clock = patchClock((now) => isBroken ? NaN : now + passed);
  let calls = 0;
  const load = retry({
    ...PLAIN,
    timeout: 1_000,
    onRetry() {
      isBroken = false;
    },
  })(() => {
    if (++calls === 1) isBroken = true;
    else passed = 5_000;
    throw new TypeError();
  });

  await rejection(drive(time, load()));

  assertEquals(calls, 2);
});

Deno.test("what the host refuses on the way out of a call is reported", async () => {
  const reports: unknown[][] = [];
  using _console = patch(
    console,
    "error",
    (...args) => void reports.push(args),
  );
  const refused = new Error("refused");
  const refuse = () => {
    throw refused;
  };

  {
    using time = new FakeTime();
    using _ = patch(globalThis, "clearTimeout", refuse);
    const result = retry({ ...PLAIN, timeout: 1_000 })(async () => {
      await null;
      await null;
    })();
    await drive(time, result);
  }
  const follower = { aborted: refuse };
  const controller = new AbortController();
  follow(controller.signal, follower);
  controller.abort();
  const { signal } = new AbortController();
  signal.removeEventListener = refuse;
  follow(signal, follower);
  unfollow(signal, follower);
  abort({ abort: refuse } as unknown as AbortController, undefined);

  assertEquals(reports, [
    ["A timer cannot be stopped:", refused],
    ["A call has failed to handle an abort:", refused],
    ["Cannot stop listening to a signal:", refused],
    ["A listener for an abort has failed:", refused],
  ]);
});
