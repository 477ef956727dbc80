// What hooks, `on`, disposables and listeners may do to the very call that runs them.
import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  addHook,
  type Attempt,
  HttpStatusError,
  retry,
  RetryBudget,
  retryContext,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import {
  CountingController,
  drive,
  failing,
  patch,
  patchClock,
  PLAIN,
  rejection,
} from "./helpers.ts";
import { LOOP_WAYS, WAYS } from "./ways.ts";

/** Where code of the user's runs during a call. */
type Place = "on" | "hook" | "dispose" | "give-up";

const PLACES: readonly Place[] = ["on", "hook", "dispose", "give-up"];

/** Runs a callback in one place, the first time that it is reached. */
function at(place: Place, callback: () => void): {
  on: () => boolean;
  reached: Place[];
} & Disposable {
  const reached: Place[] = [];
  let hasRun = false;
  const reach = (here: Place) => {
    reached.push(here);
    if (here !== place || hasRun) return;
    hasRun = true;
    callback();
  };
  const retries = setOnRetryHooks([() => {
    reach("hook");
    return { [Symbol.dispose]: () => reach("dispose") };
  }]);
  const giveUps = setOnGiveUpHooks([() => reach("give-up")]);
  return {
    on: () => {
      reach("on");
      return true;
    },
    reached,
    [Symbol.dispose]() {
      giveUps[Symbol.dispose]();
      retries[Symbol.dispose]();
    },
  };
}

for (const place of PLACES) {
  for (const [way, call] of Object.entries(WAYS)) {
    Deno.test(`${way} settles once and leaves nothing behind if its signal aborts in: ${place}`, async () => {
      using time = new FakeTime();
      const controller = new CountingController();
      const { signal } = controller;
      using run = at(place, () => controller.abort("stop"));
      const fn = failing(Infinity);

      const options = { ...PLAIN, on: run.on, attempts: 2, signal };
      const error = await rejection(drive(time, call(options, fn)));

      // Once it has given up, an abort comes too late.
      assertStrictEquals(error, place === "give-up" ? fn.errors[1] : "stop");
      const times = (what: Place) =>
        run.reached.filter((it) => it === what).length;
      assertEquals(times("dispose"), times("hook"));
      assertEquals(times("give-up"), 1);
      assertEquals(controller.listening, 0);
      assertFalse(time.next(), "a timer is left");
    });

    Deno.test(`${way} is not changed by calls that begin in: ${place}`, async () => {
      using time = new FakeTime();
      const controller = new CountingController();
      const { signal } = controller;
      const others: Promise<unknown>[] = [];
      using run = at(place, () => {
        // Of its own `on`, so that they do not begin others.
        const options = { ...PLAIN, signal, attempts: 3 };
        for (const other of Object.values(WAYS)) {
          others.push(other(options, failing(2)));
        }
      });
      const fn = failing(Infinity);

      const options = { ...PLAIN, on: run.on, attempts: 2, signal };
      const error = await rejection(drive(time, call(options, fn)));
      const results = await drive(time, Promise.all(others));

      assertStrictEquals(error, fn.errors[1]);
      assertEquals(results, others.map(() => "ok"));
      assertEquals(controller.listening, 0);
    });

    Deno.test(`${way} goes on as it began if a switch is flipped in: ${place}`, async () => {
      for (const flip of [() => setActive(false), () => setTesting(true)]) {
        using time = new FakeTime();
        const start = time.now;
        using undo = new DisposableStack();
        using run = at(place, () => void undo.use(flip()));
        const fn = failing(Infinity);

        const options = { ...PLAIN, on: run.on, attempts: 3 };
        const error = await rejection(drive(time, call(options, fn)));

        assertStrictEquals(error, fn.errors[2]);
        assertEquals(time.now - start, 300);
      }
    });

    Deno.test(`${way} tells the hooks that are set as it goes on, if they change in: ${place}`, async () => {
      using time = new FakeTime();
      const told: string[] = [];
      using undo = new DisposableStack();
      using run = at(place, () => {
        undo.use(setOnRetryHooks([() => void told.push("retry")]));
        undo.use(setOnGiveUpHooks([() => void told.push("give-up")]));
      });

      const options = { ...PLAIN, on: run.on, attempts: 3 };
      await rejection(drive(time, call(options, failing(Infinity))));

      assertEquals(
        told,
        {
          "on": ["retry", "retry", "give-up"],
          "hook": ["retry", "give-up"],
          "dispose": ["retry", "give-up"],
          "give-up": [],
        }[place],
      );
    });
  }

  Deno.test(`a loop that is left ends at once, and does so once, in: ${place}`, async () => {
    using time = new FakeTime();
    const controller = new CountingController();
    const { signal } = controller;
    using _console = patch(console, "error", () => {});
    using run = at(place, () => void attempts.return!());
    const attempts = retryContext({
      ...PLAIN,
      on: run.on,
      attempts: 2,
      signal,
    })[Symbol.asyncIterator]();
    const error = new TypeError();

    const seen: unknown[] = [];
    for (;;) {
      const { done, value } = await drive(time, attempts.next());
      if (done) break;
      void value.signal;
      try {
        value.fail(error);
        seen.push(`failed ${value.num}`);
      } catch (thrown) {
        assertStrictEquals(thrown, error);
        seen.push(`threw ${value.num}`);
      }
    }

    assertEquals(
      seen,
      {
        "on": ["threw 1"],
        "hook": ["failed 1"],
        "dispose": ["failed 1"],
        "give-up": ["failed 1", "threw 2"],
      }[place],
    );
    const count = (what: Place) =>
      run.reached.filter((it) => it === what).length;
    assertEquals(count("dispose"), count("hook"));
    assertEquals(controller.listening, 0);
    assertFalse(time.next(), "a timer is left");
  });

  Deno.test(`an attempt that fails once more in: ${place}, is judged once`, async () => {
    using _console = patch(console, "error", () => {});
    for (const [way, call] of Object.entries(WAYS)) {
      using time = new FakeTime();
      let current: Attempt | undefined;
      const caught: unknown[] = [];
      using run = at(place, () => {
        try {
          current?.fail(new RangeError("once more"));
          caught.push("nothing");
        } catch (error) {
          caught.push((error as Error).message);
        }
      });
      const fn = failing(Infinity);

      const options = { ...PLAIN, on: run.on, attempts: 2 };
      const error = await rejection(drive(
        time,
        call(options, (attempt) => {
          current = attempt;
          return fn();
        }),
      ));

      assertStrictEquals(error, fn.errors[1], way);
      assertEquals(run.reached, ["on", "hook", "dispose", "give-up"]);
      if (current) {
        assert(
          caught[0] === "once more" ||
            caught[0] === "Cannot fail an attempt that has failed before",
          String(caught),
        );
      }
    }
  });
}

Deno.test("what hooks return is disposed in reverse order, right before the next attempt", async () => {
  for (const [way, call] of Object.entries(WAYS)) {
    using time = new FakeTime();
    const order: string[] = [];
    const hook = (name: string) => () => {
      order.push(`hook ${name}`);
      return { [Symbol.dispose]: () => void order.push(`dispose ${name}`) };
    };
    using _ = setOnRetryHooks([hook("a"), hook("b")]);
    const fn = failing(1);

    const result = call({ ...PLAIN, onRetry: hook("own") }, () => {
      order.push("attempt");
      return fn();
    });
    await time.runMicrotasks();
    assertEquals(order.length, 4);

    assertEquals(await drive(time, result), "ok");
    assertEquals(order, [
      "attempt",
      "hook a",
      "hook b",
      "hook own",
      "dispose own",
      "dispose b",
      "dispose a",
      "attempt",
    ], way);
  }
});

Deno.test("a call within a call within a call keeps to itself", async () => {
  for (const outer of Object.values(WAYS)) {
    for (const inner of Object.values(WAYS)) {
      using time = new FakeTime();
      const controller = new CountingController();
      const { signal } = controller;
      const options = { ...PLAIN, signal, attempts: 3 };
      const fn = failing(8);

      const result = outer(
        options,
        () => inner(options, () => retry(options)(fn)()),
      );

      // The ninth of 3 * 3 * 3 attempts succeeds.
      assertEquals(await drive(time, result), "ok");
      assertEquals(fn.calls.length, 9);
      assertEquals(controller.listening, 0);
    }
  }
});

Deno.test("no rejection is left unhandled, whatever an attempt does after it was abandoned", async () => {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  addEventListener("unhandledrejection", listener);
  try {
    for (const [way, call] of Object.entries(WAYS)) {
      if (way in LOOP_WAYS) continue;
      for (const turns of [0, 1, 2, 3, 4, 5]) {
        using time = new FakeTime();
        const controller = new AbortController();
        const rejects: ((error: unknown) => void)[] = [];
        const { signal } = controller;
        const options = {
          ...PLAIN,
          signal,
          attemptTimeout: 50,
          timeout: 500,
          attempts: 3,
        };
        const settled = rejection(
          call(options, () => new Promise((_, reject) => rejects.push(reject))),
        );
        await time.runMicrotasks();
        time.tick(50);
        for (let turn = 0; turn < turns; turn++) await null;
        rejects[0]?.(new TypeError("late"));
        await time.runMicrotasks();
        time.tick(100);
        await time.runMicrotasks();
        controller.abort();
        for (let turn = 0; turn < turns; turn++) await null;
        rejects[1]?.(new TypeError("late"));
        await settled;
        await time.runMicrotasks();
      }
    }
  } finally {
    removeEventListener("unhandledrejection", listener);
  }

  assertEquals(unhandled, []);
});

Deno.test("no attempt begins once a hook that is told at the end of a wait has taken too long", async () => {
  for (const call of Object.values(WAYS)) {
    using time = new FakeTime();
    let late = 0;
    using _ = patchClock((now) => now + late);
    const fn = failing(9);

    const thrown = await rejection(drive(
      time,
      call({
        ...PLAIN,
        timeout: 1_000,
        budget: new RetryBudget({ whenEmpty: "wait" }),
        onRetry() {
          late = 5_000;
        },
      }, fn),
    ));

    assertStrictEquals(thrown, fn.errors[0]);
    assertEquals(fn.calls.length, 1);
  }
});

Deno.test("no attempt begins once the cancelling of a body has aborted the call", async () => {
  for (const call of Object.values(WAYS)) {
    using time = new FakeTime();
    const controller = new AbortController();
    const reason = new Error("no longer");
    const body = new ReadableStream({
      cancel: () => controller.abort(reason),
    });
    const error = new HttpStatusError(new Response(body, { status: 503 }));
    const fn = failing(9, () => error);
    const { signal } = controller;

    const thrown = await rejection(
      drive(time, call({ ...PLAIN, on: HttpStatusError, signal }, fn)),
    );

    assertStrictEquals(thrown, reason);
    assertEquals(fn.calls.length, 1);
  }
});

Deno.test("a promise that becomes thenable late settles its call", async () => {
  const reason = new Error("late");
  const toLate = () => {
    let looks = 0;
    return {
      get then() {
        return ++looks < 2
          ? undefined
          : (_: unknown, reject: (error: unknown) => void) => reject(reason);
      },
    };
  };

  const thrown = await rejection(
    retry({ ...PLAIN, timeout: 1_000 })(() =>
      Promise.resolve(toLate() as unknown)
    )(),
  );

  assertStrictEquals(thrown, reason);
});

Deno.test("next() settles, whoever else asks for an attempt as the loop ends", async () => {
  let attempts: AsyncIterator<Attempt>;
  const ask = () => void attempts.next();
  const ways = {
    "from a give-up hook": { onGiveUp: ask },
    "from what a hook has begun": {
      onRetry: () => ({ [Symbol.dispose]: ask }),
    },
  };
  for (const [way, options] of Object.entries(ways)) {
    using time = new FakeTime();
    const controller = new AbortController();
    const reason = new Error("no longer");
    const { signal } = controller;
    attempts = retryContext({ ...PLAIN, ...options, signal })
      [Symbol.asyncIterator]();
    const { value: attempt } = await attempts.next();
    attempt!.fail(new TypeError());
    const next = rejection(attempts.next());
    await time.runMicrotasks();

    controller.abort(reason);

    assertStrictEquals(await drive(time, next), reason, way);
  }
});

Deno.test("a loop that a give-up hook leaves has not recovered", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const { signal } = controller;
  const told: string[] = [];
  using _ = addHook(({ event }) => {
    told.push(event);
    if (event === "give-up") void attempts.return!();
  });
  const attempts = retryContext({ ...PLAIN, signal })[Symbol.asyncIterator]();
  const first = await attempts.next();
  assertEquals(first.done, false);
  first.value!.fail(new TypeError());
  const second = await drive(time, attempts.next());

  controller.abort();

  assertThrows(() => second.done);
  assertEquals(told, ["retry", "give-up"]);
});
