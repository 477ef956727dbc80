// When a call begins: it is then that the switches and the signal are read, the
// deadline begins and the budget is told, and not when something is wrapped.
import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  retry,
  RetryBudget,
  retryContext,
  RetryingCaller,
  type RetryOptions,
  setActive,
  setTesting,
} from "../mod.ts";
import { drive, failing, isSettled, PLAIN, rejection } from "./helpers.ts";

/** Prepares a call, so that what it returns makes it. */
type Prepare = (
  options: RetryOptions,
  fn: () => Promise<unknown>,
) => () => Promise<unknown>;

async function attemptAll(
  attempts: AsyncIterator<Attempt>,
  fn: () => Promise<unknown>,
): Promise<unknown> {
  for (;;) {
    const { done, value } = await attempts.next();
    if (done) return undefined;
    try {
      return await fn();
    } catch (error) {
      value.fail(error);
    }
  }
}

const PREPARATIONS: Readonly<Record<string, Prepare>> = {
  "retry()": (options, fn) => retry(options)(fn),
  "a decorated method": (options, fn) => {
    class Client {
      @retry(options)
      async load(): Promise<unknown> {
        return await fn();
      }
    }
    const client = new Client();
    return () => client.load();
  },
  "a compiled generator": (options, fn) => {
    const load = retry(options)((): AsyncGenerator<unknown> => {
      const items = (async function* () {
        yield await fn();
      })();
      return {
        next: () => items.next(),
        return: (value: unknown) => items.return(value as undefined),
        throw: (error: unknown) => items.throw(error),
        [Symbol.asyncIterator]() {
          return this;
        },
      } as AsyncGenerator<unknown>;
    });
    return async () => (await load().next()).value;
  },
  "an async generator function": (options, fn) => {
    const load = retry(options)(async function* () {
      yield await fn();
    });
    return async () => (await load().next()).value;
  },
  "an async generator": (options, fn) => {
    const items = retry(options)(async function* () {
      yield await fn();
    })();
    return async () => (await items.next()).value;
  },
  "RetryingCaller": ({ on, ...options }, fn) => {
    const caller = new RetryingCaller(options);
    return () => caller.call(on, fn);
  },
  "RetryingCaller.on()": ({ on, ...options }, fn) => {
    const call = new RetryingCaller(options).on(on);
    return () => call(fn);
  },
  "retryContext() with a loop": (options, fn) => {
    const attempts = retryContext(options);
    return () => attemptAll(attempts[Symbol.asyncIterator](), fn);
  },
  "a loop that has not begun": (options, fn) => {
    const attempts = retryContext(options)[Symbol.asyncIterator]();
    return () => attemptAll(attempts, fn);
  },
};

for (const [what, prepare] of Object.entries(PREPARATIONS)) {
  Deno.test(`${what} reads the switches when the call begins`, async () => {
    const toCall = (
      flip: () => Disposable | undefined,
      fn: () => Promise<unknown>,
    ) => {
      using _ = flip();
      return prepare({ ...PLAIN, attempts: 3, waitInitial: 10 }, fn);
    };
    const off = () => setActive(false);
    const testing = () => setTesting(true, { attempts: 2 });
    const none = () => undefined;

    // Neither counts where it was on before the call, but not any more.
    for (const before of [off, testing]) {
      using time = new FakeTime();
      const start = time.now;
      const fn = failing(2);
      assertEquals(await drive(time, toCall(before, fn)()), "ok");
      assertEquals([fn.calls.length, time.now - start], [3, 30]);
    }
    for (
      const [during, calls] of [[off, 1], [testing, 2]] as const
    ) {
      using _time = new FakeTime();
      const fn = failing(Infinity);
      const call = toCall(none, fn);
      using _ = during();

      assertStrictEquals(await rejection(call()), fn.errors.at(-1));
      assertEquals(fn.calls.length, calls);
    }
  });

  Deno.test(`${what} goes on as it began when a switch is flipped`, async () => {
    for (const flip of [() => setActive(false), () => setTesting(true)]) {
      using time = new FakeTime();
      const fn = failing(2);
      const call = prepare(PLAIN, fn)();
      using _ = flip();
      assertEquals(await drive(time, call), "ok");
      assertEquals(fn.calls.length, 3);
    }
  });

  Deno.test(`${what} begins its deadline and its share of a budget with the call`, async () => {
    using time = new FakeTime();
    const budget = new RetryBudget({ ratio: 1, minPerSecond: 0, ttl: 60_000 });
    const fn = failing(1);
    const call = prepare({ ...PLAIN, timeout: 1_000, budget }, fn);
    time.tick(5_000);
    assertEquals(budget.available, 0);

    const result = call();

    assertEquals(await drive(time, result), "ok");
    assertEquals(budget.available, 0);
  });
}

// A generator or a loop that has begun is one call.
const {
  "an async generator": _one,
  "a loop that has not begun": _loop,
  ...MANY
} = PREPARATIONS;

for (const [what, prepare] of Object.entries(MANY)) {
  Deno.test(`${what} asks for the signal of each call`, async () => {
    using time = new FakeTime();
    const controllers = [1, 2, 3].map(() => new AbortController());
    let asked = 0;
    const fn = failing(Infinity);
    const call = prepare({
      ...PLAIN,
      timeout: null,
      // Each call of a compiled generator asks once before it knows what it is.
      signal: () => controllers[asked++ % 3]?.signal,
    }, fn);
    assertEquals(asked, 0);

    const ends = [];
    const signals: (AbortSignal | undefined)[] = [];
    for (let num = 0; num < 3; num++) {
      ends.push(rejection(call()));
      await time.runMicrotasks();
      signals.push(controllers[(asked - 1) % 3]?.signal);
      if (what === "a compiled generator") asked = num + 1;
    }
    assertEquals(asked, 3);

    // Each ends with its own, and with no other one.
    const settled = (num: number) => isSettled(ends[num]!);
    for (const [num, signal] of signals.entries()) {
      assertFalse(await settled(num));
      const reason = new Error(`abort ${num}`);
      controllers.find((it) => it.signal === signal)?.abort(reason);
      assertStrictEquals(await ends[num], reason);
    }
    assert(!time.next(), "a timer is left");
  });
}

Deno.test("a loop that is left before it begins never does", async () => {
  let asked = 0;
  const attempts = retryContext({
    ...PLAIN,
    signal: () => {
      asked++;
      return null;
    },
  })[Symbol.asyncIterator]();

  await attempts.return!();

  assertEquals(await attempts.next(), { done: true, value: undefined });
  assertEquals(asked, 0);
});

Deno.test("a loop whose signal cannot be read rejects, and is over", async () => {
  const error = new Error("no signal");
  let asked = 0;
  const attempts = retryContext({
    ...PLAIN,
    signal: () => {
      asked++;
      throw error;
    },
  })[Symbol.asyncIterator]();

  assertStrictEquals(await rejection(attempts.next()), error);
  assertEquals(await attempts.next(), { done: true, value: undefined });
  assertEquals(asked, 1);
});
