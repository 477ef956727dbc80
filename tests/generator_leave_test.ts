// A consumer that leaves an async generator during a wait, and generators that a
// compiler has made.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  HttpStatusError,
  raiseForStatus,
  retry,
  RetryBudget,
  setOnGiveUpHooks,
} from "../mod.ts";
import {
  CountingController,
  drive,
  failing,
  PLAIN,
  rejection,
} from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- generators return what they are told to
type Items = AsyncGenerator<any, any, any>;

function fail(): never {
  throw new TypeError();
}

/** A retried generator that waits for its first retry. */
async function waiting(
  time: FakeTime,
  signal?: AbortSignal,
): Promise<{
  items: Items;
  next: Promise<unknown>;
  attempts: () => number;
}> {
  let attempts = 0;
  const items = retry({ ...PLAIN, timeout: null, signal: signal ?? null })(
    async function* (): Items {
      attempts++;
      yield fail();
    },
  )();
  const next = items.next();
  await time.runMicrotasks();
  assertEquals(attempts, 1);
  return { items, next, attempts: () => attempts };
}

const DONE = { done: true, value: undefined };

Deno.test("return() ends the wait of a generator at once, and no attempt follows", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const { items, next, attempts } = await waiting(time, controller.signal);

  const left = items.return("left");

  assertEquals(await next, DONE);
  assertEquals(await left, { done: true, value: "left" });
  assert(!time.next(), "a timer is left");
  assertEquals(controller.listening, 0);
  assertEquals(attempts(), 1);
  assertEquals(await items.next(), DONE);
});

Deno.test("throw() ends the wait of a generator at once, and no attempt follows", async () => {
  using time = new FakeTime();
  const { items, next, attempts } = await waiting(time);
  const reason = new Error("no more");

  const thrown = rejection(items.throw(reason));

  assertEquals(await next, DONE);
  assertStrictEquals(await thrown, reason);
  assert(!time.next(), "a timer is left");
  assertEquals(attempts(), 1);
});

Deno.test("a stream that is cancelled ends the wait of its generator at once", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const items = retry({ ...PLAIN, timeout: null })(async function* () {
    attempts++;
    yield fail();
  })();
  const reader = ReadableStream.from(items).getReader();
  const read = reader.read();
  await time.runMicrotasks();

  await reader.cancel();

  assertEquals<unknown>(await read, DONE);
  assert(!time.next(), "a timer is left");
  assertEquals(attempts, 1);
});

Deno.test("return() in the turn in which a wait ends lets no attempt follow", async () => {
  using time = new FakeTime();
  const { items, next, attempts } = await waiting(time);

  time.tick(100);
  const left = items.return(undefined);

  assertEquals(await next, DONE);
  assertEquals(await left, DONE);
  assertEquals(attempts(), 1);
});

Deno.test("return() of a promise that rejects does so, and starts nothing over", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const items: Items = retry({ ...PLAIN, on: () => true })(
    async function* (): Items {
      attempts++;
      yield 1;
    },
  )();
  await items.next();
  const reason = new TypeError("rejected");

  const error = await rejection(items.return(Promise.reject(reason)));

  assertStrictEquals(error, reason);
  assertEquals(attempts, 1);
  assertEquals(await items.next(), DONE);
  assert(!time.next(), "a timer is left");
});

Deno.test("return() of a promise waits for it", async () => {
  const items: Items = retry(PLAIN)(async function* (): Items {
    yield 1;
  })();
  await items.next();

  assertEquals(await items.return(Promise.resolve(2)), {
    done: true,
    value: 2,
  });
});

Deno.test("a generator that is left before its first attempt makes none", async () => {
  let attempts = 0;
  const items = retry(PLAIN)(async function* () {
    attempts++;
    yield 1;
  })();
  const next = items.next();

  const left = items.return(undefined);

  assertEquals<unknown>([await next, await left], [DONE, DONE]);
  assertEquals(attempts, 0);
});

Deno.test("a generator that is left when its wait ends makes no other attempt", async () => {
  using time = new FakeTime();
  let items: Items;
  const leave = () => void items.return(undefined);
  // It is left by what a hook has begun with the wait, or by a hook itself, which is
  // told at the end of the wait if the budget lets calls wait.
  const ways = [
    { onRetry: () => ({ [Symbol.dispose]: leave }) },
    {
      onRetry: leave,
      budget: new RetryBudget({ whenEmpty: "wait" as const }),
    },
  ];
  for (const options of ways) {
    let attempts = 0;
    items = retry({ ...PLAIN, ...options })(async function* (): Items {
      attempts++;
      yield fail();
    })();

    assertEquals(await drive(time, items.next()), DONE);
    assertEquals(attempts, 1);
  }
});

Deno.test("a generator that is left as the body of its error is cancelled makes no other attempt", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const items: Items = retry({ ...PLAIN, on: HttpStatusError })(
    async function* (): Items {
      attempts++;
      const body = new ReadableStream({
        cancel: () => void items.return(undefined),
      });
      yield raiseForStatus(new Response(body, { status: 503 }));
    },
  )();

  assertEquals(await drive(time, items.next()), DONE);
  assertEquals(attempts, 1);
});

Deno.test("a generator that is left tells no give-up hook", async () => {
  using time = new FakeTime();
  let told = 0;
  using _ = setOnGiveUpHooks([() => void told++]);
  const { items, next } = await waiting(time);

  await items.return(undefined);
  await next;

  assertEquals(told, 0);
});

Deno.test("an abort in the turn in which an attempt is asked for comes before it", async () => {
  for (const first of [true, false]) {
    using time = new FakeTime();
    const controller = new CountingController();
    let attempts = 0;
    const items = retry({ ...PLAIN, signal: controller.signal })(
      async function* () {
        attempts++;
        yield fail();
      },
    )();
    const next = rejection(items.next());
    if (!first) {
      await time.runMicrotasks();
      time.tick(100);
    }
    controller.abort("stop");

    assertEquals(await next, "stop");
    assertEquals(attempts, first ? 0 : 1);
    assertEquals(controller.listening, 0);
  }
});

// What tsc and Babel make of `async function* () { … }` for ES2017 is a function
// that returns an object like this one.
function compiled(
  body: () => AsyncGenerator<number>,
): (...args: unknown[]) => AsyncGenerator<number> {
  return function () {
    const items = body();
    return {
      next: (value?: unknown) => items.next(value as never),
      throw: (error: unknown) => items.throw(error),
      return: (value: unknown) => items.return(value as never),
      [Symbol.asyncIterator]() {
        return this;
      },
    } as unknown as AsyncGenerator<number>;
  };
}

Deno.test("retry() retries a compiled async generator function as a generator", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
  const load = retry({ ...PLAIN, budget })(compiled(async function* () {
    yield ++attempts;
    if (attempts < 2) throw new TypeError();
  }));

  const items = load();
  const found: number[] = [];
  const all = (async () => {
    for await (const item of items) found.push(item);
  })();
  await time.tickAsync(100);
  await all;

  assertEquals(found, [1, 2]);
  // One call, and one retry.
  assertEquals(budget.available, 0);
});

Deno.test("retry() ends the wait of a compiled generator that is left", async () => {
  using time = new FakeTime();
  let attempts = 0;
  const items = retry(PLAIN)(compiled(async function* () {
    attempts++;
    yield fail();
  }))();
  const next = items.next();
  await time.runMicrotasks();

  await items.return(undefined);

  assertEquals<unknown>(await next, DONE);
  assertEquals(attempts, 1);
});

Deno.test("retry() does not take every iterable result for a generator", async () => {
  const results = [
    new ReadableStream(),
    { next() {} },
    { [Symbol.asyncIterator]() {} },
    { next() {}, then: (settle: (value: string) => void) => settle("value") },
  ];
  for (const result of results) {
    const value = retry(PLAIN)(() => result)();

    assert(value instanceof Promise);
    await value;
  }
});

Deno.test("a result that cannot be looked at is a success", async () => {
  const seen: PropertyKey[] = [];
  const refuse = () => {
    throw new TypeError("do not look");
  };
  const hostile = new Proxy({}, {
    get(_, key) {
      seen.push(key);
      return key === "then" ? undefined : refuse();
    },
    has: refuse,
    getPrototypeOf: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
  let calls = 0;
  for (const fn of [() => hostile, async () => await hostile]) {
    assertStrictEquals(
      await retry(PLAIN)(() => {
        calls++;
        return fn();
      })(),
      hostile,
    );
  }
  assertEquals(calls, 2);
});

Deno.test("a result that says nothing about its keys is a success, whatever it has", async () => {
  const hostile = new Proxy({}, {
    get: (_, key) => key === "then" ? undefined : () => {},
    has() {
      throw new TypeError("do not look");
    },
  });

  assertStrictEquals(await retry(PLAIN)(() => hostile)(), hostile);
});

Deno.test("a generator reads the switches and its signal when each call begins", async () => {
  using time = new FakeTime();
  const aborted = AbortSignal.abort("stop");
  let signals = 0;
  const fn = failing(1);
  const load = retry({
    ...PLAIN,
    signal: () => ++signals === 1 ? null : aborted,
  })(async function* () {
    yield await fn();
  });

  const first = load().next();
  await time.tickAsync(100);
  assertEquals((await first).value, "ok");
  // The second call has a signal of its own.
  assertEquals(await rejection(load().next()), "stop");
  assertEquals(signals, 2);
});

Deno.test("a result whose methods cannot be looked at is a success", async () => {
  const result = Object.defineProperty({}, Symbol.asyncIterator, {
    get() {
      throw new TypeError("do not look");
    },
  });
  let calls = 0;

  const value = await retry(PLAIN)(() => {
    calls++;
    return result;
  })();

  assertStrictEquals(value, result);
  assertEquals(calls, 1);
});
