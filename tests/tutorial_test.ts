// Every promise of the tutorial of Python's stamina, in its order.
import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  isActive,
  retry,
  retryContext,
  type RetryOptions,
  setActive,
  setOnRetryHooks,
} from "../mod.ts";
import { drive, failing, rejection } from "./helpers.ts";

class HttpError extends Error {}
class NotFoundError extends HttpError {}

/** The waits of a call that keeps failing, with the options given. */
async function waitsOf(options: Partial<RetryOptions> = {}): Promise<number[]> {
  using time = new FakeTime();
  const waits: number[] = [];
  using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
  const fn = failing(Infinity, () => new HttpError());
  await rejection(drive(time, retry({ on: HttpError, ...options })(fn)()));
  return waits;
}

Deno.test("you wait between your retries: a backoff", async () => {
  using time = new FakeTime();
  const fn = failing(1, () => new HttpError());
  const call = retry({ on: HttpError })(fn)();

  await time.tickAsync(99);
  await time.runMicrotasks();
  assertEquals(fn.calls.length, 1);
  await time.tickAsync(1_002);
  assertEquals(await call, "ok");
});

Deno.test("you do not retry simultaneously with all your clients: a jitter", async () => {
  const firsts = new Set<number>();
  for (let client = 0; client < 100; client++) {
    firsts.add(Math.floor((await waitsOf())[0]! / 10));
  }

  // A hundred clients that fail together come back in many a 10 ms window.
  assertGreaterOrEqual(firsts.size, 30);
});

Deno.test("you do not retry forever", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity, () => new HttpError());

  await rejection(drive(time, retry({ on: HttpError })(fn)()));

  assertLessOrEqual(fn.calls.length, 10);
});

Deno.test("it starts with 100 ms", async () => {
  assertEquals((await waitsOf({ waitJitter: 0 }))[0], 100);
});

Deno.test("it increases exponentially by 2", async () => {
  const waits = await waitsOf({ waitJitter: 0, timeout: null });

  assertEquals(
    waits,
    [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600],
  );
});

Deno.test("until it reaches 45 seconds …", async () => {
  const waits = await waitsOf({ waitJitter: 0, attempts: 12, timeout: null });
  assertEquals(waits.slice(-2), [45_000, 45_000]);

  using time = new FakeTime();
  const start = time.now;
  const fn = failing(Infinity, () => new HttpError());

  await rejection(
    drive(time, retry({ on: HttpError, attempts: null })(fn)()),
  );

  assertLessOrEqual(time.now - start, 45_000);
});

Deno.test("… or 10 attempts", async () => {
  using time = new FakeTime();
  const fn = failing(Infinity, () => new HttpError());

  await rejection(
    drive(time, retry({ on: HttpError, timeout: null })(fn)()),
  );

  assertEquals(fn.calls.length, 10);
});

Deno.test("a call that fails at once each time is tried 9 times in about half a minute", async () => {
  for (let call = 0; call < 10; call++) {
    using time = new FakeTime();
    const start = time.now;
    const fn = failing(Infinity, () => new HttpError());

    await rejection(drive(time, retry({ on: HttpError })(fn)()));

    assertEquals(fn.calls.length, 9);
    assertGreaterOrEqual(time.now - start, 25_500);
    assertLessOrEqual(time.now - start, 33_500);
  }
});

Deno.test("a jitter between 0 and 1 second is added at every step", async () => {
  const bare = await waitsOf({ waitJitter: 0, attempts: 15, timeout: null });
  const jitters: number[][] = bare.map(() => []);
  for (let call = 0; call < 50; call++) {
    const waits = await waitsOf({ attempts: 15, timeout: null });
    waits.forEach((wait, step) => jitters[step]!.push(wait - bare[step]!));
  }

  assertEquals(jitters.length, 14);
  for (const jitter of jitters) {
    assertGreaterOrEqual(Math.min(...jitter), 0);
    assertLessOrEqual(Math.max(...jitter), 1_000);
    // It is spread over that second at every step, the last ones included.
    assertLessOrEqual(Math.min(...jitter), 250);
    assertGreaterOrEqual(Math.max(...jitter), 750);
  }
});

Deno.test("the first backoff is no longer than 1.1 seconds, the last no longer than 46 seconds", async () => {
  for (let call = 0; call < 10; call++) {
    const waits = await waitsOf({ attempts: 15, timeout: null });
    assertLessOrEqual(waits[0]!, 1_100);
    assertLessOrEqual(Math.max(...waits), 46_000);
  }
});

Deno.test("you can tune all these parameters", async () => {
  const waits = await waitsOf({
    attempts: 5,
    timeout: 60_000,
    waitInitial: 1_000,
    waitMax: 20_000,
    waitJitter: 0,
    waitExpBase: 3,
  });

  assertEquals(waits, [1_000, 3_000, 9_000, 20_000]);
});

Deno.test("a decorated callable is retried up to 3 times on the error or any subclass of it", async () => {
  using time = new FakeTime();
  class Api {
    calls = 0;
    @retry({ on: HttpError, attempts: 3 })
    async doIt(_code: number): Promise<Response> {
      this.calls++;
      await Promise.resolve();
      throw new NotFoundError();
    }
  }
  const api = new Api();

  await rejection(drive(time, api.doIt(404)));
  assertEquals(api.calls, 3);

  const fn = failing(Infinity, () => new NotFoundError());
  await rejection(drive(time, retry({ on: HttpError, attempts: 3 })(fn)(404)));
  assertEquals(fn.calls, [[404], [404], [404]]);

  const other = failing(Infinity, () => new RangeError());
  await rejection(drive(time, retry({ on: HttpError, attempts: 3 })(other)()));
  assertEquals(other.calls.length, 1);
});

Deno.test("it does not retry on any error by default and forces you to be explicit", () => {
  // @ts-expect-error that is the point
  assertThrows(() => retry({}), TypeError, "'on' must be");
  // @ts-expect-error that is the point
  assertThrows(() => retryContext({ attempts: 3 }), TypeError, "'on' must be");
});

Deno.test("you can retry only a part of a function", async () => {
  using time = new FakeTime();
  const log: string[] = [];
  const fn = failing(2, () => new HttpError());
  async function withBlock(): Promise<string> {
    log.push("before");
    for await (const attempt of retryContext({ on: HttpError })) {
      try {
        log.push("block");
        return await fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    throw new Error("unreachable");
  }

  assertEquals(await drive(time, withBlock()), "ok");
  assertEquals(log, ["before", "block", "block", "block"]);
});

Deno.test("async functions are retried, with a timeout given as a duration", async () => {
  using time = new FakeTime();
  const start = time.now;
  const timeout = Temporal.Duration.from({ seconds: 10 });
  const fn = failing(Infinity, () => new HttpError());
  const doItAsync = retry({ on: HttpError, attempts: 3, timeout })(
    async (code: number) => {
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      return await fn(code);
    },
  );

  await rejection(drive(time, doItAsync(500)));

  assertEquals(time.now - start, 10_000);
  assertEquals(fn.calls, [[500]]);
});

Deno.test("retries can be turned off globally, as often as you want", async () => {
  assert(isActive());
  using _ = setActive(false);
  setActive(false);
  assertFalse(isActive());
  const fn = failing(1, () => new HttpError());
  const error = await rejection(retry({ on: HttpError })(fn)());
  assertStrictEquals(error, fn.errors[0]);

  setActive(true);
  setActive(true);
  assert(isActive());
  using time = new FakeTime();
  const retried = failing(1, () => new HttpError());
  assertEquals(await drive(time, retry({ on: HttpError })(retried)()), "ok");
});

Deno.test("retries can be turned off for a test run in Deno.test hooks", async () => {
  const script = `
    import { isActive, retry, setActive } from ${
    JSON.stringify(new URL("../mod.ts", import.meta.url).href)
  };
    Deno.test.beforeAll(() => {
      setActive(false);
    });
    Deno.test.afterAll(() => {
      setActive(true);
    });
    Deno.test("a failure comes through at once", async () => {
      let calls = 0;
      const fn = retry({ on: TypeError })(() => {
        calls++;
        throw new TypeError();
      });
      const name = await fn().catch((error) => error.name);
      if (name !== "TypeError" || calls !== 1 || isActive()) throw new Error();
    });
  `;
  const file = await Deno.makeTempFile({ suffix: "_test.ts" });
  try {
    await Deno.writeTextFile(file, script);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--no-config", file],
    }).output();
    assert(success, new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(file);
  }
});
