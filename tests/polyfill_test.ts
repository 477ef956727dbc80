// Signals, promises and timers that are not the platform's own.
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setOnRetryHooks,
} from "../mod.ts";
import { drive, failing, patch, PLAIN, rejection } from "./helpers.ts";

/** A signal as a polyfill could make it. */
class Polyfill {
  aborted = false;
  listeners: (() => void)[] = [];

  addEventListener(_: string, listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_: string, listener: () => void): void {
    this.listeners = this.listeners.filter((it) => it !== listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}

function optionsWith(signal: Polyfill, options: object = {}): RetryOptions {
  return { ...PLAIN, ...options, signal: signal as unknown as AbortSignal };
}

function hang(): Promise<never> {
  return new Promise(() => {});
}

Deno.test("a signal that knows no reason makes an AbortError", async () => {
  for (const fn of [hang, failing(Infinity)]) {
    using time = new FakeTime();
    const signal = new Polyfill();
    setTimeout(() => signal.abort(), 50);

    const error = await rejection(
      drive(time, retry(optionsWith(signal))(fn)()),
    );

    assertInstanceOf(error, DOMException);
    assertEquals(error.name, "AbortError");
    assertEquals(error.message, "The operation was aborted");
    assertEquals(signal.listeners, []);
  }
});

/** The ways to make a call, each with a function that fails or hangs. */
const WAYS: Record<
  string,
  (options: RetryOptions, fn: () => unknown) => Promise<unknown>
> = {
  "retry()": (options, fn) => retry(options)(fn)(),
  "retryContext()": (options, fn) => retryContext(options, fn),
  "RetryingCaller": ({ on, ...options }, fn) =>
    new RetryingCaller(options).call(on, fn),
  "retryContext() with for await": async (options, fn) => {
    for await (const attempt of retryContext(options)) {
      try {
        if (fn === hang) void attempt.signal;
        return await fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    return undefined;
  },
};

for (const [way, call] of Object.entries(WAYS)) {
  Deno.test(`${way} throws what a signal throws that cannot be listened to`, async () => {
    const error = new Error("no listeners");
    class Deaf extends Polyfill {
      override addEventListener(): never {
        throw error;
      }
    }
    for (const fn of [hang, failing(Infinity)]) {
      using time = new FakeTime();
      let disposed = 0;
      let told = 0;
      using _ = setOnRetryHooks([() => {
        told++;
        return { [Symbol.dispose]: () => void disposed++ };
      }]);

      const thrown = await rejection(
        drive(time, call(optionsWith(new Deaf()), fn)),
      );

      assertStrictEquals(thrown, error);
      assertEquals(disposed, told);
      assertFalse(time.next(), "a timer is left");
    }
  });

  Deno.test(`${way} settles with a signal that keeps its listeners`, async () => {
    class Clingy extends Polyfill {
      override removeEventListener(): never {
        throw new Error("listeners stay");
      }
    }
    using time = new FakeTime();
    const signal = new Clingy();
    const fn = failing(2);

    assertEquals(await drive(time, call(optionsWith(signal), fn)), "ok");
    signal.abort();

    assertEquals(fn.calls.length, 3);
    assertFalse(time.next(), "a timer is left");
  });
}

/** A promise as a library could make it. */
class Subclass<T> extends Promise<T> {}

const PROMISES: Record<string, (value: unknown, ok: boolean) => unknown> = {
  "of a subclass": (value, ok) =>
    ok ? Subclass.resolve(value) : Subclass.reject(value),
  "with a then of its own": (value, ok) => {
    const promise = ok ? Promise.resolve(value) : Promise.reject(value);
    promise.then = (onOk, onError) =>
      Promise.prototype.then.call(promise, onOk, onError) as Promise<never>;
    return promise;
  },
  "that only have a then": (value, ok) => ({
    then(onOk: (value: unknown) => void, onError: (error: unknown) => void) {
      setTimeout(() => ok ? onOk(value) : onError(value), 10);
    },
  }),
};

for (const [kind, toPromise] of Object.entries(PROMISES)) {
  Deno.test(`promises ${kind} are waited for`, async () => {
    for (const call of Object.values(WAYS)) {
      using time = new FakeTime();
      let calls = 0;
      const fn = () =>
        ++calls < 3 ? toPromise(new TypeError(), false) : toPromise("ok", true);

      const result = await drive(time, call({ ...PLAIN }, fn));

      assertEquals([result, calls], ["ok", 3]);
    }
  });
}

Deno.test("calls settle where Promise is not the platform's own", async () => {
  // deno-lint-ignore no-explicit-any -- it is Promise enough
  using _ = patch(globalThis, "Promise", Subclass as any);
  for (const call of Object.values(WAYS)) {
    using time = new FakeTime();
    const fn = failing(2);

    assertEquals(await drive(time, call({ ...PLAIN, timeout: 900 }, fn)), "ok");
    assertEquals(fn.calls.length, 3);
  }
});

Deno.test("a signal that will not tell its reason makes an AbortError", async () => {
  using time = new FakeTime();
  const signal = Object.defineProperty(new Polyfill(), "reason", {
    get() {
      throw new Error("no reason");
    },
  });
  setTimeout(() => signal.abort(), 50);

  const error = await rejection(
    drive(time, retry(optionsWith(signal))(hang)()),
  );

  assertInstanceOf(error, DOMException);
});

Deno.test("a call settles where timers are refused", async () => {
  const error = new Error("no timers in global scope");
  using _ = patch(
    globalThis,
    "setTimeout",
    (() => {
      throw error;
    }) as unknown as typeof setTimeout,
  );

  assertStrictEquals(await rejection(retry(PLAIN)(failing(1))()), error);
  assertStrictEquals(await rejection(retry(PLAIN)(hang)()), error);
});

Deno.test("a call settles with a signal that cannot always be asked", async () => {
  for (let broken = 2; broken < 10; broken++) {
    using time = new FakeTime();
    let asked = 0;
    const signal = Object.defineProperty(new Polyfill(), "aborted", {
      get() {
        if (++asked >= broken) throw new Error("broken");
        return false;
      },
    });
    const options = optionsWith(signal, { attempts: 3 });
    const settled = retry(options)(failing(2))()
      .catch((error) => error.message);

    // It is not taken for one that has aborted.
    assert(["ok", "broken"].includes(await drive(time, settled)));
    assertFalse(time.next(), "a timer is left");
  }
});

Deno.test("a signal that tells nobody is asked before each attempt", async () => {
  using time = new FakeTime();
  const signal = new Polyfill();
  const fn = failing(Infinity);
  setTimeout(() => signal.aborted = true, 50);

  const error = await rejection(drive(time, retry(optionsWith(signal))(fn)()));

  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "AbortError");
  assertEquals(fn.calls.length, 1);
});
