// What calls cost: counted, as time would be noise.
import { assertEquals } from "@std/assert";
import { retry, RetryBudget, retryContext, setTesting } from "../mod.ts";
import { askForEach, count, type Counts, NOTHING } from "./cost/count.ts";
import { BARE, type Form, toForms } from "./cost/forms.ts";
import { failing, patch, PLAIN } from "./helpers.ts";
import { outputOf } from "./tools/command.ts";

interface Costs {
  clocks: number;
  turns: number;
  bytes: number;
}

// What a call that succeeds at once costs beyond its function: looks at a clock,
// turns of the queue of microtasks, and bytes that it allocates in interpreted
// code. Of timers, listeners, controllers and random numbers there is none.
//
// All are exact. When one changes, so has what a call does: if that is meant, put
// the new figure here, and say in the commit what the call gets for it. Bytes are
// counted in one version of Deno only, as another V8 may have other objects.
const COSTS: Readonly<Record<string, Costs>> = {
  "retry(), the defaults": { clocks: 1, turns: 2, bytes: 1_288 },
  "retry(), timeout: null": { clocks: 0, turns: 2, bytes: 1_072 },
  "retry(), a signal": { clocks: 1, turns: 2, bytes: 1_424 },
  "retryContext() with a block, the defaults": {
    clocks: 1,
    turns: 2,
    bytes: 1_904,
  },
  "retryContext() with a block, timeout: null": {
    clocks: 0,
    turns: 2,
    bytes: 1_688,
  },
  "retryContext() with a block, a signal": {
    clocks: 1,
    turns: 2,
    bytes: 2_040,
  },
  "retryContext() in a loop, the defaults": {
    clocks: 1,
    turns: 3,
    bytes: 2_280,
  },
  "retryContext() in a loop, timeout: null": {
    clocks: 0,
    turns: 3,
    bytes: 2_264,
  },
  "retryContext() in a loop, a signal": { clocks: 1, turns: 3, bytes: 2_456 },
  "RetryingCaller, the defaults": { clocks: 1, turns: 2, bytes: 1_464 },
  "RetryingCaller, timeout: null": { clocks: 0, turns: 2, bytes: 1_248 },
  "RetryingCaller, a signal": { clocks: 1, turns: 2, bytes: 1_600 },
};

Deno.test("what is asked of the platform is counted", async () => {
  const counts = await count(askForEach);

  assertEquals(Object.values(counts), [1, 1, 1, 1, 1, 1]);
});

Deno.test("a call that succeeds at once asks for nothing but the time", async () => {
  const counts: Record<string, Counts> = {};
  for (const [form, call] of Object.entries(toForms())) {
    counts[form] = await count(call);
  }

  assertEquals(
    counts,
    mapCosts(({ clocks }) => ({ ...NOTHING, clocks })),
  );
});

Deno.test("a call that succeeds at once takes few turns more than its function", async () => {
  const bare = await turnsOf(BARE);
  const turns: Record<string, number> = {};
  for (const [form, call] of Object.entries(toForms())) {
    turns[form] = await turnsOf(call) - bare;
  }

  assertEquals(turns, mapCosts(({ turns }) => turns));
});

function mapCosts<T>(pick: (costs: Costs) => T): Record<string, T> {
  const entries = Object.entries(COSTS);
  return Object.fromEntries(
    entries.map(([form, costs]) => [form, pick(costs)]),
  );
}

/** The turns of the queue of microtasks until its promise has settled. */
async function turnsOf(call: Form): Promise<number> {
  let settled = false;
  call().then(() => settled = true);
  let turns = 0;
  for (; !settled; turns++) await null;
  return turns;
}

// Another V8 has other objects.
const isCounted = Deno.build.os === "linux" && Deno.version.deno === "2.9.6";
const BYTES =
  "a call that succeeds at once allocates so many bytes and no more";

Deno.test({
  name: isCounted ? BYTES : `${BYTES} (skipped: not in Deno 2.9.6 on Linux)`,
  ignore: !isCounted,
}, async () => {
  const flags = [
    "--predictable",
    "--jitless",
    "--min-semi-space-size=128",
    "--max-semi-space-size=128",
  ];
  const program = new URL("cost/bytes.ts", import.meta.url).href;

  const output = await outputOf(Deno.execPath(), [
    "run",
    "--no-config",
    `--v8-flags=${flags.join(",")}`,
    program,
  ]);

  assertEquals(
    JSON.parse(output),
    mapCosts(({ bytes }) => bytes),
  );
});

Deno.test("a call that succeeds at once looks at the clock once with a budget", async () => {
  const budget = new RetryBudget();
  const ok = async () => {};

  for (const timeout of [1_000, null]) {
    const call = retry({ on: TypeError, timeout, budget })(ok);
    assertEquals(await count(call), { ...NOTHING, clocks: 1 });
  }
});

Deno.test("an attempt that takes its time costs one timer, which is cleared", async () => {
  const slow = async () => {
    for (let turn = 0; turn < 5; turn++) await null;
  };

  const costs = await count(retry({ on: TypeError })(slow));

  assertEquals({ ...costs, clocks: 0 }, { ...NOTHING, timers: 1, clears: 1 });
});

Deno.test("an attempt has a controller only if its signal is read", async () => {
  const costs = await count(() =>
    retryContext({ on: TypeError }, ({ signal }) => signal.aborted)
  );

  assertEquals({ ...costs, clocks: 0 }, { ...NOTHING, controllers: 1 });
});

/** Lets timers ring at once, so that nobody else does anything meanwhile. */
function ringAtOnce(): Disposable {
  const ring = (
    wake: (sleeper: unknown) => void,
    _: number,
    sleeper: unknown,
  ) => void Promise.resolve().then(() => wake(sleeper));
  return patch(globalThis, "setTimeout", ring as unknown as typeof setTimeout);
}

Deno.test("a retry costs one timer, and a look at the clock whenever something may have taken its time", async () => {
  using _ = ringAtOnce();
  const retries = 2;

  // When it has failed, when the wait begins, and when that is over.
  const costs = await count(retry(PLAIN)(failing(retries)));
  assertEquals(costs, { ...NOTHING, timers: retries, clocks: 1 + retries * 3 });

  // And when a hook has decided.
  const asked = retry({ ...PLAIN, on: () => true })(failing(retries));
  assertEquals((await count(asked)).clocks, 1 + retries * 4);
});

Deno.test("a call that retries costs one listener with a signal", async () => {
  using _ = ringAtOnce();
  const { signal } = new AbortController();
  const call = retry({ ...PLAIN, signal })(failing(2));

  const costs = await count(call);

  assertEquals({ ...costs, clocks: 0 }, {
    ...NOTHING,
    timers: 2,
    listeners: 1,
  });
});

Deno.test("a retry costs nothing in testing mode", async () => {
  using _ = setTesting(true, { attempts: 3 });

  const costs = await count(retry({ on: TypeError })(failing(2)));

  assertEquals(costs, NOTHING);
});
