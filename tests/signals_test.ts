// Signals and their listeners, as polyfills and test environments have them, and
// what a call does when they do harm.
import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  HttpStatusError,
  retry,
  retryContext,
  type RetryOptions,
  setOnGiveUpHooks,
} from "../mod.ts";
import { follow, unfollow } from "../src/lib/signals.ts";
import {
  CountingController,
  drive,
  failing,
  patch,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";
import { FUNCTION_WAYS, LOOP_WAYS, WAYS } from "./ways.ts";

/** The ways in which the retried code gets its attempt. */
const WITH_ATTEMPTS = [
  "retryContext() with a block",
  "retryContext() with for await",
];

function hang(): Promise<never> {
  return new Promise(() => {});
}

/** A signal of which everything can be told. */
class Mock extends EventTarget {
  aborted = false;
  reason: unknown = undefined;

  abort(): void {
    this.dispatchEvent(new Event("abort"));
  }

  options(more: Partial<RetryOptions> = {}): RetryOptions {
    return { ...PLAIN, ...more, signal: this as unknown as AbortSignal };
  }
}

/** A controller that lets `abort()` throw what a listener throws. */
class ThrowingController {
  readonly signal = Object.assign(new EventTarget(), {
    aborted: false,
    reason: undefined as unknown,
    onabort: undefined as (() => void) | undefined,
  });

  abort(reason: unknown): void {
    Object.assign(this.signal, { aborted: true, reason });
    this.signal.onabort?.();
    this.signal.dispatchEvent(new Event("abort"));
  }
}

function withThrowingControllers(): Disposable {
  // deno-lint-ignore no-explicit-any -- it is a controller enough
  return patch(globalThis, "AbortController", ThrowingController as any);
}

function throwOnAbort(attempt: Attempt | undefined): void {
  if (!attempt) return;
  const refuse = () => {
    throw new Error("a listener has failed");
  };
  attempt.signal.onabort = refuse;
}

for (const what of ["deadline", "limit of an attempt", "abort"]) {
  Deno.test(`each call settles at the ${what} whatever the listeners of an attempt's signal throw`, async () => {
    using _console = patch(console, "error", () => {});
    using _ = withThrowingControllers();
    using time = new FakeTime();
    const start = time.now;
    const controller = new CountingController();
    const { signal } = controller;
    const options = {
      ...PLAIN,
      signal,
      timeout: what === "deadline" ? 50 : 100,
      attempts: 1,
      attemptTimeout: what === "limit of an attempt" ? 50 : null,
    };
    // Every other one has a listener that throws.
    const calls = [true, false, true, false].map((throws) =>
      rejection(retryContext(options, (attempt) => {
        if (throws) throwOnAbort(attempt);
        else void attempt.signal;
        return hang();
      }))
    );
    await time.runMicrotasks();

    if (what === "abort") controller.abort("stop");
    else time.tick(50);

    const errors = await Promise.all(calls);
    const names = errors.map((error) => (error as Error).name ?? error);
    assertEquals(
      names,
      Array(4).fill(what === "abort" ? "stop" : "TimeoutError"),
    );
    assertEquals(time.now - start, what === "abort" ? 0 : 50);
    assertEquals(controller.listening, 0);
    assertFalse(time.next(), "a timer is left");
  });
}

Deno.test("all followers of a signal are told, whatever one of them throws", () => {
  const reports: unknown[] = [];
  using _ = patch(console, "error", (_, error) => void reports.push(error));
  const controller = new CountingController();
  const { signal } = controller;
  const told: string[] = [];
  const error = new Error("a follower has failed");
  const followers = ["first", "failing", "last"].map((name) => ({
    aborted() {
      told.push(name);
      if (name === "failing") throw error;
    },
  }));
  for (const follower of followers) follow(signal, follower);

  controller.abort();
  for (const follower of followers) unfollow(signal, follower);

  assertEquals(told, ["first", "failing", "last"]);
  assertEquals(reports, [error]);
  assertEquals(controller.listening, 0);
});

Deno.test("code that asks for its attempts goes on whatever the listeners of its signal throw", async () => {
  using _console = patch(console, "error", () => {});
  using _ = withThrowingControllers();
  using time = new FakeTime();
  const controller = new CountingController();
  const { signal } = controller;
  const others = [failing(Infinity), failing(Infinity)]
    .map((fn) => rejection(retry({ ...PLAIN, signal })(fn)()));
  let told = 0;

  const error = await rejection((async () => {
    for await (const attempt of retryContext({ ...PLAIN, signal })) {
      throwOnAbort(attempt);
      attempt.signal.addEventListener("abort", () => void told++);
      await time.runMicrotasks();
      controller.abort("stop");
      assert(attempt.signal.aborted);
      attempt.fail(new TypeError());
    }
  })());

  assertEquals([error, ...await Promise.all(others)], ["stop", "stop", "stop"]);
  assertEquals(told, 0);
  assertEquals(controller.listening, 0);
});

/** Signals that tell about the abort as soon as they are listened to. */
const EAGER: Readonly<Record<string, () => Mock>> = {
  "and has aborted then": () => {
    class Eager extends Mock {
      override addEventListener(_: string, listener: () => void): void {
        this.aborted = true;
        this.reason = "stop";
        listener();
      }
    }
    return new Eager();
  },
  "and never says that it has aborted": () => {
    class Eager extends Mock {
      override reason = "stop";
      override addEventListener(_: string, listener: () => void): void {
        listener();
      }
    }
    return new Eager();
  },
};

for (const [kind, toSignal] of Object.entries(EAGER)) {
  for (const [way, call] of Object.entries(WAYS)) {
    Deno.test(`${way} ends with a signal that calls its listener at once, ${kind}`, async () => {
      // In the wait of all ways, and in the attempts that can be abandoned.
      const fns = way in LOOP_WAYS
        ? [failing(Infinity)]
        : [hang, failing(Infinity)];
      for (const fn of fns) {
        using time = new FakeTime();
        const start = time.now;
        const options = toSignal().options({ on: () => true, timeout: 1_000 });

        assertEquals(await rejection(drive(time, call(options, fn))), "stop");

        assertEquals(time.now, start);
        assertFalse(time.next(), "a timer is left");
      }
    });
  }

  Deno.test(`attempt.signal aborts with a signal that calls its listener at once, ${kind}`, async () => {
    for (const way of WITH_ATTEMPTS) {
      let seen: unknown;
      const error = await rejection(
        WAYS[way]!(toSignal().options(), (attempt) => {
          seen = attempt?.signal.reason;
          throw new TypeError();
        }),
      );

      assertEquals([seen, error], ["stop", "stop"]);
    }
  });
}

for (const [way, call] of Object.entries(WAYS)) {
  Deno.test(`${way} ends with a signal that tells its listeners, but never says that it has aborted`, async () => {
    const fns = way in LOOP_WAYS
      ? [failing(Infinity)]
      : [hang, failing(Infinity)];
    for (const fn of fns) {
      using time = new FakeTime();
      const signal = new Mock();
      // `on` would have it retried, but an abort is no failure.
      const options = signal.options({ on: () => true, timeout: null });
      setTimeout(() => signal.abort(), 50);

      const error = await rejection(drive(time, call(options, fn)));

      assertEquals((error as Error).name, "AbortError");
      assertFalse(time.next(), "a timer is left");
    }
  });

  Deno.test(`${way} tells a give-up hook the very reason that the caller gets`, async () => {
    const told: unknown[] = [];
    using _ = setOnGiveUpHooks([({ causedBy }) => void told.push(causedBy)]);
    const fns = way in LOOP_WAYS
      ? [failing(Infinity)]
      : [hang, failing(Infinity)];
    for (const fn of fns) {
      using time = new FakeTime();
      const signal = new Mock();
      let reason: unknown;
      setTimeout(() => {
        signal.aborted = true;
        signal.abort();
      }, 50);

      const error = await rejection(drive(
        time,
        call(signal.options(), (attempt) => {
          attempt?.signal.addEventListener("abort", () => {
            reason = attempt.signal.reason;
          });
          return fn();
        }),
      ));

      // A signal without a reason: each look at it would make another one.
      assertEquals((error as Error).name, "AbortError");
      assertStrictEquals(told.pop(), error);
      if (reason !== undefined) assertStrictEquals(reason, error);
    }
    assertEquals(told, []);
  });
}

Deno.test("attempt.signal has the very reason that the caller and a give-up hook get", async () => {
  const told: unknown[] = [];
  using _ = setOnGiveUpHooks([({ causedBy }) => void told.push(causedBy)]);
  for (const way of WITH_ATTEMPTS) {
    for (const isReadFirst of [true, false]) {
      const signal = new Mock();
      let reason: unknown;

      const error = await rejection(WAYS[way]!(signal.options(), (attempt) => {
        assert(attempt);
        if (isReadFirst) void attempt.signal;
        signal.aborted = true;
        signal.abort();
        reason = attempt.signal.reason;
        throw new TypeError();
      }));

      assertEquals((error as Error).name, "AbortError");
      assertStrictEquals(reason, error);
      assertStrictEquals(told.pop(), error);
    }
  }
});

Deno.test("attempt.signal, once read, has aborted as soon as the caller's has, in each attempt", async () => {
  for (const way of WITH_ATTEMPTS) {
    for (const last of [1, 2, 3]) {
      for (const timeout of [null, 1_000]) {
        for (const turns of [0, 1, 2, 5]) {
          using time = new FakeTime();
          const controller = new CountingController();
          const { signal } = controller;
          const seen: boolean[] = [];

          const error = await rejection(drive(
            time,
            WAYS[way]!({ ...PLAIN, timeout, signal }, async (attempt) => {
              assert(attempt);
              const own = attempt.signal;
              if (attempt.num < last) throw new TypeError();
              for (let turn = 0; turn < turns; turn++) await null;
              seen.push(own.aborted);
              controller.abort("stop");
              seen.push(own.aborted);
              assertEquals(own.reason, "stop");
              throw new TypeError();
            }),
          ));

          assertEquals(error, "stop");
          assertEquals(seen, [false, true]);
          assertEquals(controller.listening, 0);
        }
      }
    }
  }
});

/** Resolves a promise a number of microtasks from now. */
function after<T>(
  turns: number,
  resolve: (value: T) => void,
  value: T,
): void {
  if (turns === 0) resolve(value);
  else queueMicrotask(() => after(turns - 1, resolve, value));
}

for (const [way, call] of Object.entries(FUNCTION_WAYS)) {
  for (const what of ["abort", "deadline"]) {
    Deno.test(`${way} returns a success only if its promise is fulfilled in the turn of the ${what}`, async () => {
      const ends: unknown[] = [];
      for (let turns = 0; turns < 5; turns++) {
        using time = new FakeTime();
        const controller = new AbortController();
        const { signal } = controller;
        const { promise, resolve } = Promise.withResolvers<string>();
        const options = { ...PLAIN, timeout: 100, signal };
        const result = call(options, () => promise).catch(() => "stopped");
        await time.runMicrotasks();

        if (what === "abort") controller.abort();
        else time.tick(100);
        after(turns, resolve, "ok");

        ends.push(await result);
      }

      // The method takes a microtask more, as it awaits it.
      const first = way === "a decorated method" ? "stopped" : "ok";
      assertEquals(ends, [first, "stopped", "stopped", "stopped", "stopped"]);
    });

    Deno.test(`${way} returns a success of the turn of the ${what} if it has come first`, async () => {
      using time = new FakeTime();
      const controller = new AbortController();
      const { signal } = controller;
      const { promise, resolve } = Promise.withResolvers<string>();
      const options = { ...PLAIN, timeout: 100, signal };
      const fn = way === "a decorated method"
        ? () => promise
        : async () => await promise;
      const result = call(options, fn);
      await time.runMicrotasks();

      resolve("ok");
      if (what === "abort") controller.abort();
      else time.tick(100);

      assertEquals(await result, "ok");
    });
  }
}

Deno.test("10,000 calls that follow one signal end with it, and leave nothing on it", async () => {
  using time = new FakeTime();
  const controller = new CountingController();
  const { signal } = controller;
  const ways = Object.entries(WAYS);
  let begun = 0;
  const ends: Promise<unknown>[] = [];
  for (let num = 0; num < 10_000; num++) {
    const [way, call] = ways[num % ways.length]!;
    // Half of them hang in an attempt, and half wait.
    const isWaiting = way in LOOP_WAYS || num % 4 < 2;
    ends.push(rejection(call({ ...PLAIN, signal }, () => {
      begun++;
      if (isWaiting) throw new TypeError();
      return hang();
    })));
  }
  await time.runMicrotasks();
  assertEquals(controller.added, 1);

  controller.abort("stop");

  assertEquals(new Set(await Promise.all(ends)), new Set(["stop"]));
  assertEquals(begun, 10_000);
  assertEquals(controller.listening, 0);
  assertFalse(time.next(), "a timer is left");
});

Deno.test("calls that begin while others are told about an abort are told, too", async () => {
  const controller = new CountingController();
  const { signal } = controller;
  const ends: Promise<unknown>[] = [];
  const begin = () =>
    ends.push(rejection(retryContext({ ...PLAIN, signal }, (attempt) => {
      attempt.signal.addEventListener("abort", () => {
        if (ends.length < 10) begin();
      });
      return hang();
    })));
  begin();
  begin();

  controller.abort("stop");

  for (const end of ends) assertEquals(await end, "stop");
  assertEquals(ends.length, 4);
  assertEquals(controller.listening, 0);
});

Deno.test("a call that another one ends as both are told about an abort ends once", async () => {
  const controller = new CountingController();
  const { signal } = controller;
  const told: unknown[] = [];
  using _ = setOnGiveUpHooks([({ reason }) => void told.push(reason)]);
  const second = retryContext({ ...PLAIN, signal })[Symbol.asyncIterator]();
  const first = rejection(retryContext({ ...PLAIN, signal }, (attempt) => {
    attempt.signal.addEventListener("abort", () => void second.return!());
    return hang();
  }));
  const { value: attempt } = await second.next();
  assertFalse(attempt.signal.aborted);

  controller.abort("stop");

  assertEquals(await first, "stop");
  assertFalse(attempt.signal.aborted);
  assertEquals(told, ["aborted"]);
  assertEquals(controller.listening, 0);
});

Deno.test("the body of an error that is the reason of an abort can be read", async () => {
  for (const call of Object.values(WAYS)) {
    for (const outcome of ["hangs", "fails", "succeeds in that turn"]) {
      for (const isBefore of [true, false]) {
        using time = new FakeTime();
        const reason = new HttpStatusError(
          new Response("body", { status: 503 }),
        );
        const controller = new AbortController();
        const { signal } = controller;
        const { promise, resolve } = Promise.withResolvers<string>();
        if (isBefore) controller.abort(reason);
        call({ ...PLAIN, signal, timeout: 100 }, () => {
          if (outcome === "fails") throw new TypeError();
          return promise;
        }).catch(() => {});
        await time.runMicrotasks();

        if (outcome === "succeeds in that turn") resolve("ok");
        controller.abort(reason);
        await time.runMicrotasks();
        resolve("late");
        await time.runMicrotasks();

        assertEquals(await reason.response.text(), "body");
      }
    }
  }
});

Deno.test("a loop may end in a listener of its attempt's signal", async () => {
  const reports: unknown[] = [];
  using _ = patch(console, "error", (...args) => void reports.push(args));
  const controller = new AbortController();
  const { signal } = controller;
  const attempts = retryContext({ ...PLAIN, signal })[Symbol.asyncIterator]();
  const { value: attempt } = await attempts.next();
  attempt!.signal.addEventListener("abort", () => void attempts.return!());

  controller.abort();
  await Promise.resolve();

  assertEquals(reports, []);
});

Deno.test("an attempt whose signal is read after an abort sets no timer", async () => {
  let timers = 0;
  using _ = patch(
    globalThis,
    "setTimeout",
    (() => ++timers) as unknown as typeof setTimeout,
  );
  const controller = new AbortController();
  const { signal } = controller;
  for await (const attempt of retryContext({ ...PLAIN, signal })) {
    controller.abort();
    assert(attempt.signal.aborted);
  }

  assertEquals(timers, 0);
});

Deno.test("an abort at the end of a wait comes before a deadline that has passed", async () => {
  using time = new FakeTime();
  let late = 0;
  const controller = new AbortController();
  const reason = new Error("no longer");
  const call = retry({
    ...PLAIN,
    timeout: 1_000,
    signal: controller.signal,
    onRetry: () => ({
      [Symbol.dispose]() {
        controller.abort(reason);
        late = 10_000;
      },
    }),
  })(failing(1))();
  using _ = patchClock((now) => now + late);

  assertStrictEquals(await rejection(drive(time, call)), reason);
});

Deno.test("a signal that refuses a listener is followed by the next call", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener } = signal;
  const refused = new Error("refused");
  signal.addEventListener = () => {
    signal.addEventListener = addEventListener;
    throw refused;
  };
  const reason = new Error("no longer");
  using time = new FakeTime();
  for await (const attempt of retryContext({ ...PLAIN, signal })) {
    assertStrictEquals(assertThrows(() => attempt.signal), refused);
  }
  const hanging = rejection(
    retry({ ...PLAIN, signal })(() => new Promise(() => {}))(),
  );
  await time.runMicrotasks();

  controller.abort(reason);

  assertStrictEquals(await hanging, reason);
});

Deno.test("a loop whose signal was refused once follows it in its wait", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener } = signal;
  signal.addEventListener = () => {
    signal.addEventListener = addEventListener;
    throw new Error("refused");
  };
  const reason = new Error("no longer");
  using time = new FakeTime();
  const attempts = retryContext({ ...PLAIN, signal })[Symbol.asyncIterator]();
  const { value: attempt } = await attempts.next();
  assertThrows(() => attempt!.signal);
  attempt!.fail(new TypeError());
  const next = rejection(attempts.next());
  await time.runMicrotasks();

  controller.abort(reason);
  await time.runMicrotasks();

  assertStrictEquals(await next, reason);
});

Deno.test("a loop that is forgotten after an abort leaves no listener", async () => {
  const controller = new CountingController();
  const { signal } = controller;
  const attempts = retryContext({ ...PLAIN, timeout: null, signal })
    [Symbol.asyncIterator]();
  const { value: attempt } = await attempts.next();
  assertFalse(attempt!.signal.aborted);

  controller.abort();
  for (let turn = 0; turn < 5; turn++) await null;

  assert(attempt!.signal.aborted);
  assertEquals(controller.listening, 0);
});
