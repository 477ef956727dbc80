// What becomes of the bodies that errors hold: the caller can read that of the
// error that it gets, and all others are cancelled, so that no connection stays open.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  HttpStatusError,
  raiseForStatus,
  retry,
  RetryBudget,
  retryContext,
  type RetryOptions,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "../mod.ts";
import { drive, isSettled, patchClock, PLAIN, rejection } from "./helpers.ts";
import { FUNCTION_WAYS, WAYS } from "./ways.ts";

/** A failure with a body that says whether it was cancelled. */
class Failure extends HttpStatusError {
  readonly body: { isCancelled: boolean };

  constructor() {
    const body = { isCancelled: false };
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode("body"));
        controller.close();
      },
      cancel() {
        body.isCancelled = true;
      },
    }, { highWaterMark: 0 });
    super(new Response(stream, { status: 503 }));
    this.body = body;
  }
}

/** A function that throws failures, and keeps them. */
function throwing(): (() => never) & { failures: Failure[] } {
  const failures: Failure[] = [];
  function fn(): never {
    failures.push(new Failure());
    throw failures.at(-1);
  }
  return Object.assign(fn, { failures });
}

async function assertReadable(error: unknown): Promise<void> {
  assert(error instanceof Failure, String(error));
  assertEquals(await error.response.text(), "body");
}

function cancelled(failures: Failure[]): boolean[] {
  return failures.map(({ body }) => body.isCancelled);
}

const HTTP: RetryOptions = { ...PLAIN, on: HttpStatusError };

/** What ends a call with its last error, and how many attempts there are then. */
const ENDS: Readonly<
  Record<string, {
    options?: Partial<RetryOptions>;
    begin?: (time: FakeTime) => Disposable;
    attempts: number;
  }>
> = {
  "attempts run out": { options: { attempts: 3 }, attempts: 3 },
  "the next wait would pass the deadline": {
    options: { timeout: 250 },
    attempts: 2,
  },
  "'on' says so": {
    options: { on: (_, { num }) => num < 3 },
    attempts: 3,
  },
  "'on' throws the error": {
    options: {
      on: (error) => {
        throw error;
      },
    },
    attempts: 1,
  },
  "'on' returns nothing": {
    options: { on: () => undefined as unknown as boolean },
    attempts: 1,
  },
  "the budget is empty": {
    options: { budget: new RetryBudget({ ratio: 0, minPerSecond: 0 }) },
    attempts: 1,
  },
  "the clock jumps during the wait": {
    options: { timeout: 10_000 },
    begin() {
      let looks = 0;
      return patchClock((now) => ++looks > 3 ? now + 3_600_000 : now);
    },
    attempts: 1,
  },
  "what a hook returns is slow to dispose": {
    options: { timeout: 1_000 },
    begin: (time) =>
      setOnRetryHooks([() => ({
        [Symbol.dispose]: () => time.tick(1_000),
      })]),
    attempts: 1,
  },
  "a hook is slow": {
    options: { timeout: 1_000 },
    begin: (time) => setOnRetryHooks([() => void time.tick(1_000)]),
    attempts: 1,
  },
  "'on' is slow": {
    options: {
      timeout: 1_000,
      on: () => {
        // Fake time moves both the clock and what it fakes.
        current?.tick(1_000);
        return true;
      },
    },
    attempts: 1,
  },
  "the deadline is a fraction of a millisecond after the wait": {
    options: { timeout: 100.25 },
    begin: () => {
      // Runtimes cut fractions of timers off, and clocks tell whole milliseconds.
      let looks = 0;
      return patchClock((now) => now + (++looks > 3 ? 0.5 : 0));
    },
    attempts: 1,
  },
};

/** Fake time, for `on`. */
let current: FakeTime | undefined;

for (const [what, { options, begin, attempts }] of Object.entries(ENDS)) {
  for (const [way, call] of Object.entries(WAYS)) {
    Deno.test(`${way} throws an error whose body can be read where ${what}`, async () => {
      using time = new FakeTime();
      current = time;
      using _ = begin?.(time);
      const fn = throwing();

      const error = await rejection(
        drive(time, call({ ...HTTP, ...options }, fn)),
      ) as Error;

      const last = fn.failures.at(-1);
      await assertReadable(error instanceof Failure ? error : error.cause);
      assertStrictEquals(error.cause ?? error, last);
      assertEquals(fn.failures.length, attempts);
      const others = fn.failures.slice(0, -1);
      assertEquals(cancelled(others), others.map(() => true));
    });
  }
}

for (const [way, call] of Object.entries(WAYS)) {
  Deno.test(`${way} cancels the body of each error that is retried, once its wait is over`, async () => {
    using time = new FakeTime();
    const fn = throwing();
    let calls = 0;
    const result = call(HTTP, () => ++calls < 4 ? fn() : "ok");
    const seen: boolean[][] = [];

    for (const wait of [100, 200, 400]) {
      await time.runMicrotasks();
      seen.push(cancelled(fn.failures));
      time.tick(wait);
    }

    assertEquals(await result, "ok");
    assertEquals(seen, [[false], [true, false], [true, true, false]]);
    assertEquals(cancelled(fn.failures), [true, true, true]);
  });

  Deno.test(`${way} cancels the bodies of causes and of an AggregateError that is retried`, async () => {
    using time = new FakeTime();
    const failures = Array.from({ length: 5 }, () => new Failure());
    const [first, second, ...others] = failures;
    const errors = [
      new Error("outer", { cause: new Error("inner", { cause: first }) }),
      new AggregateError(others, "all", { cause: second }),
    ];
    const result = call({ ...HTTP, on: Error }, () => {
      const error = errors.shift();
      if (error) throw error;
      return "ok";
    });

    assertEquals(await drive(time, result), "ok");

    assertEquals(cancelled(failures), Array(5).fill(true));
  });

  Deno.test(`${way} cancels the body of an error if the call is aborted during its wait`, async () => {
    using time = new FakeTime();
    const controller = new AbortController();
    const { signal } = controller;
    const fn = throwing();
    const settled = rejection(call({ ...HTTP, signal }, fn));
    await time.runMicrotasks();
    assertEquals(cancelled(fn.failures), [false]);

    controller.abort("stop");

    assertEquals(await settled, "stop");
    assertEquals(cancelled(fn.failures), [true]);
  });

  Deno.test(`${way} cancels the body of an error that comes in the turn of the abort`, async () => {
    for (const isFirst of [true, false]) {
      using time = new FakeTime();
      const controller = new AbortController();
      const { signal } = controller;
      const { promise, reject } = Promise.withResolvers();
      const failure = new Failure();
      const settled = rejection(call({ ...HTTP, signal }, () => promise));
      await time.runMicrotasks();

      if (isFirst) reject(failure);
      controller.abort("stop");
      reject(failure);

      assertEquals(await settled, "stop");
      await time.runMicrotasks();
      assertEquals(cancelled([failure]), [true]);
    }
  });

  Deno.test(`${way} cancels the body of an error if 'on' or a hook aborts the call`, async () => {
    for (const place of ["on", "hook"]) {
      using time = new FakeTime();
      const controller = new AbortController();
      const { signal } = controller;
      const abort = (where: string) => {
        if (where === place) controller.abort("stop");
        return true;
      };
      using _ = setOnRetryHooks([() => void abort("hook")]);
      const fn = throwing();

      const error = await rejection(
        drive(time, call({ ...HTTP, signal, on: () => abort("on") }, fn)),
      );

      assertEquals(error, "stop");
      assertEquals(cancelled(fn.failures), [true]);
    }
  });

  Deno.test(`${way} throws an error whose body can be read if it is the reason of an abort`, async () => {
    for (const place of ["on", "hook", "wait"]) {
      using time = new FakeTime();
      const controller = new AbortController();
      const { signal } = controller;
      const fn = throwing();
      const abort = (where: string) => {
        if (where === place) controller.abort(fn.failures[0]);
        return true;
      };
      using _ = setOnRetryHooks([() => void abort("hook")]);

      const settled = rejection(
        call({ ...HTTP, signal, on: () => abort("on") }, fn),
      );
      await time.runMicrotasks();
      abort("wait");

      assertStrictEquals(await settled, fn.failures[0]);
      await assertReadable(fn.failures[0]);
    }
  });

  Deno.test(`${way} cancels the body of an error if 'on' throws another one`, async () => {
    const other = new Error("from 'on'");
    const fn = throwing();
    const on = () => {
      throw other;
    };

    assertStrictEquals(await rejection(call({ ...HTTP, on }, fn)), other);

    assertEquals(cancelled(fn.failures), [true]);
  });

  Deno.test(`${way} can read an error that it shares with a call that retries it`, async () => {
    for (const attempts of [[1, 3], [3, 1], [1, 2, 3]]) {
      using time = new FakeTime();
      const failure = new Failure();
      // As a cache of requests that are under way has it.
      const shared = Promise.reject(failure);
      shared.catch(() => {});
      let calls = 0;
      const ends = attempts.map((attempts) =>
        call({ ...HTTP, attempts }, () => calls++ < 6 ? shared : "ok")
          .catch((error) => error)
      );

      const all = await drive(time, Promise.all(ends));

      assert(all.includes(failure));
      await assertReadable(failure);
    }
  });

  Deno.test(`${way} cancels an error that it shares once all have retried it`, async () => {
    using time = new FakeTime();
    const failure = new Failure();
    let calls = 0;
    const shared = Promise.reject(failure);
    shared.catch(() => {});
    const fn = () => calls++ < 2 ? shared : "ok";
    const ends = [100, 300].map((waitInitial) =>
      call({ ...HTTP, waitInitial }, fn)
    );
    await time.runMicrotasks();

    time.tick(100);
    await time.runMicrotasks();
    assertEquals(cancelled([failure]), [false]);
    time.tick(200);

    assertEquals(await Promise.all(ends), ["ok", "ok"]);
    assertEquals(cancelled([failure]), [true]);
  });

  Deno.test(`${way} lets a give-up hook read the body of the error`, async () => {
    let text: Promise<string> | undefined;
    using _ = setOnGiveUpHooks([({ causedBy }) => {
      text = (causedBy as Failure).response.clone().text();
    }]);

    const error = await rejection(
      call({ ...HTTP, attempts: 1 }, throwing()),
    );

    assertEquals(await text, "body");
    await assertReadable(error);
  });
}

for (const [way, call] of Object.entries(FUNCTION_WAYS)) {
  const LATE: Readonly<Record<string, Partial<RetryOptions>>> = {
    "an attempt that the deadline has abandoned": { timeout: 50 },
    "an attempt that has run out of time": { attemptTimeout: 50, attempts: 2 },
    "a call that was aborted": { timeout: null },
  };
  for (const [what, options] of Object.entries(LATE)) {
    Deno.test(`${way} cancels the body of the late error of ${what}`, async () => {
      using time = new FakeTime();
      const controller = new AbortController();
      const { signal } = controller;
      const rejects: ((error: unknown) => void)[] = [];
      const settled = rejection(
        call(
          { ...HTTP, ...options, signal },
          () => new Promise((_, reject) => rejects.push(reject)),
        ),
      );
      await time.runMicrotasks();
      if (options.timeout === null) controller.abort();
      await drive(time, settled);
      const failures = rejects.map(() => new Failure());

      for (const [num, failure] of failures.entries()) rejects[num]?.(failure);
      await time.runMicrotasks();

      assert(failures.length > 0);
      assertEquals(cancelled(failures), failures.map(() => true));
    });
  }

  Deno.test(`${way} does not cancel what a late error shares with one that is thrown`, async () => {
    using time = new FakeTime();
    const failure = new Failure();
    const { promise, reject } = Promise.withResolvers();
    let calls = 0;

    const result = call(
      { ...HTTP, attemptTimeout: 50, attempts: 2 },
      () => {
        if (++calls === 1) return promise;
        throw failure;
      },
    );
    const error = await rejection(drive(time, result));
    reject(failure);
    await isSettled(promise);

    assertStrictEquals(error, failure);
    await assertReadable(failure);
  });
}

Deno.test("a block that fails by attempt.fail() keeps or cancels bodies, too", async () => {
  using time = new FakeTime();
  const fn = throwing();

  const result = retryContext({ ...HTTP, attempts: 3 }, (attempt) => {
    try {
      fn();
    } catch (error) {
      attempt.fail(error);
    }
  });
  const error = await rejection(drive(time, result));

  assertEquals(cancelled(fn.failures), [true, true, false]);
  await assertReadable(error);
});

Deno.test("a consumer that leaves during a wait cancels the body of the error", async () => {
  using time = new FakeTime();
  const fn = throwing();
  const items = retry(HTTP)(async function* (): AsyncGenerator<number> {
    yield 1;
    fn();
  })();
  await items.next();
  const next = items.next();
  await time.runMicrotasks();
  assertEquals(cancelled(fn.failures), [false]);

  await items.return(undefined);
  await next;

  assertEquals(cancelled(fn.failures), [true]);
});

Deno.test("an error that cannot be looked at holds no body, and harms nothing", async () => {
  const refuse = () => {
    throw new Error("do not look");
  };
  const failure = new Failure();
  const hostile = Object.defineProperty(
    new AggregateError([failure]),
    "cause",
    { get: refuse },
  );
  const cyclic: Error = new Error("cyclic", { cause: failure });
  failure.cause = cyclic;
  for (const thrown of [hostile, cyclic]) {
    for (const call of Object.values(WAYS)) {
      using time = new FakeTime();
      const options = { ...HTTP, on: () => true, attempts: 2 };
      const error = await rejection(drive(
        time,
        call(options, () => {
          throw thrown;
        }),
      ));

      assertStrictEquals(error, thrown);
    }
  }
});

Deno.test("nothing among the errors of an AggregateError hides the bodies of others", async () => {
  const failure = new Failure();
  for (const nothing of [undefined, null]) {
    using time = new FakeTime();
    const error = new AggregateError([nothing, failure]);
    let calls = 0;

    await drive(
      time,
      retry({ ...HTTP, on: AggregateError })(() => {
        if (++calls === 1) throw error;
      })(),
    );

    assertEquals(cancelled([failure]), [true]);
  }
});

Deno.test("no socket stays open, whatever ends a call", async () => {
  // The bodies never end by themselves, so an open one keeps its connection.
  let open = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async ({ url }) => {
      const { searchParams } = new URL(url);
      const delay = Number(searchParams.get("delay"));
      await new Promise((resolve) => setTimeout(resolve, delay));
      open++;
      const body = new ReadableStream({
        pull: (controller) =>
          controller.enqueue(new TextEncoder().encode("body")),
        cancel: () => void open--,
      }, { highWaterMark: 0 });
      return new Response(body, { status: 503 });
    },
  );
  const client = Deno.createHttpClient({});
  const request = async (delay: number): Promise<Response> => {
    const url = `http://127.0.0.1:${server.addr.port}/?delay=${delay}`;
    // Without the signal of the attempt, as the retried code often forgets it.
    return raiseForStatus(await fetch(url, { client }));
  };
  const options = { ...HTTP, waitInitial: 1, attempts: 3 };

  const ends = Object.values(WAYS).map((call) =>
    rejection(call(options, () => request(0)))
  );
  const late = Object.values(FUNCTION_WAYS).flatMap((call) => [
    call({ ...options, timeout: 20 }, () => request(60)),
    call({ ...options, attemptTimeout: 20 }, () => request(60)),
    call({ ...options, signal: AbortSignal.timeout(20) }, () => request(60)),
    call(
      { ...options, waitInitial: 5_000, signal: AbortSignal.timeout(60) },
      () => request(0),
    ),
  ]);
  const [errors] = await Promise.all([
    Promise.all(ends),
    Promise.allSettled(late),
  ]);
  // Each caller reads its own error, or lets it go.
  for (const error of errors) {
    assert(error instanceof HttpStatusError);
    const reader = error.response.body?.getReader();
    assert((await reader?.read())?.value);
    await reader?.cancel();
  }

  for (let turn = 0; turn < 100 && open > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const left = open;
  client.close();
  await server.shutdown();

  assertEquals(left, 0);
});
