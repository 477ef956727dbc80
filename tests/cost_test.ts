// What a call costs that succeeds at once: counted, as time would be noise.
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { retry, RetryBudget, retryContext, type RetryOptions } from "../mod.ts";
import { CountingController, patch } from "./helpers.ts";

interface Costs {
  timers: number;
  controllers: number;
  randoms: number;
  clocks: number;
}

/** Counts what a function asks of the platform. */
async function count(fn: () => unknown): Promise<Costs> {
  const costs = { timers: 0, controllers: 0, randoms: 0, clocks: 0 };
  using _setTimeout = spy(globalThis, "setTimeout", () => costs.timers++);
  using _clearTimeout = spy(globalThis, "clearTimeout", () => costs.timers++);
  using _random = spy(crypto, "getRandomValues", () => costs.randoms++);
  using _clock = spy(Date, "now", () => costs.clocks++);
  using _controller = patch(
    globalThis,
    "AbortController",
    class extends AbortController {
      constructor() {
        super();
        costs.controllers++;
      }
    },
  );
  await fn();
  return costs;
}

function spy<T extends object, K extends keyof T>(
  target: T,
  key: K,
  called: () => void,
): Disposable {
  const original = target[key] as (...args: unknown[]) => unknown;
  const replacement = (...args: unknown[]) => {
    called();
    return Reflect.apply(original, target, args);
  };
  return patch(target, key, replacement as T[K]);
}

const NOTHING: Costs = { timers: 0, controllers: 0, randoms: 0, clocks: 0 };

Deno.test("a call that succeeds at once costs one look at the clock", async () => {
  const ok = () => Promise.resolve("ok");
  const prebuilt = retry({ on: TypeError })(ok);

  assertEquals(await count(() => prebuilt()), { ...NOTHING, clocks: 1 });
  assertEquals(
    await count(() => retryContext({ on: TypeError }, ok)),
    { ...NOTHING, clocks: 1 },
  );
  assertEquals(
    await count(async () => {
      for await (const _ of retryContext({ on: TypeError })) await ok();
    }),
    { ...NOTHING, clocks: 1 },
  );
});

Deno.test("a call that succeeds at once costs nothing without a timeout", async () => {
  const prebuilt = retry({ on: TypeError, timeout: null })(async () => {});

  assertEquals(await count(() => prebuilt()), NOTHING);
});

Deno.test("a call that succeeds at once costs one look at the clock with a budget", async () => {
  const budget = new RetryBudget();
  const ok = async () => {};

  for (const timeout of [1_000, null]) {
    const prebuilt = retry({ on: TypeError, timeout, budget })(ok);
    assertEquals(await count(() => prebuilt()), { ...NOTHING, clocks: 1 });
  }
});

Deno.test("a call that succeeds at once adds no listener", async () => {
  const controller = new CountingController();
  const options: RetryOptions = { on: TypeError, signal: controller.signal };

  await retry(options)(async () => {})();
  await retryContext(options, () => "ok");
  for await (const _ of retryContext(options));

  assertEquals(controller.added, 0);
});

Deno.test("a call that succeeds at once takes one turn more than its function", async () => {
  const turns = async (promise: Promise<unknown>): Promise<number> => {
    let settled = false;
    let turn = 0;
    promise.then(() => settled = true);
    for (; !settled; turn++) await null;
    return turn;
  };
  const ok = async () => {};

  const bare = await turns(ok());
  const retried = await turns(retry({ on: TypeError })(ok)());

  assertLessOrEqual(retried - bare, 1);
});

Deno.test("an attempt that takes its time costs one timer, which is cleared", async () => {
  const slow = async () => {
    for (let turn = 0; turn < 5; turn++) await null;
  };

  const costs = await count(retry({ on: TypeError })(slow));

  assertEquals([costs.timers, costs.randoms, costs.controllers], [2, 0, 0]);
});

Deno.test("an attempt has a controller only if its signal is read", async () => {
  const { controllers } = await count(() =>
    retryContext({ on: TypeError }, ({ signal }) => signal.aborted)
  );

  assertEquals(controllers, 1);
});
