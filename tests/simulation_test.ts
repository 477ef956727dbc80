import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { getOnRetryHooks, retry, type RetryOptions } from "../mod.ts";
import { toPolicy } from "../src/options/policy.ts";
import { random } from "../src/lib/random.ts";
import { drive, PLAIN } from "./helpers.ts";
import { drawHerds, drawOutage } from "./simulation/charts.ts";
import { Client } from "./simulation/client.ts";
import { runHerd } from "./simulation/herd.ts";
import { runOutage } from "./simulation/outage.ts";
import { toMarkdown } from "./simulation/report.ts";
import { runAll } from "./simulation/scenarios.ts";
import { Server } from "./simulation/server.ts";
import { simulate } from "./simulation/world.ts";

const DEFAULTS: RetryOptions = { on: () => true };
const HERD = { seed: 7, clients: 10_000, upFrom: 5_000, perSecond: 500 };
const OUTAGE = { seed: 7, refused: 1, processes: 1 };

/** What was written by the task `simulate`. */
function read(name: string): string {
  const url = new URL(`simulation/${name}`, import.meta.url);
  return Deno.readTextFileSync(url).replaceAll("\r\n", "\n");
}

Deno.test("clients that fail together do not return together", () => {
  for (const seed of [1, 2, 3]) {
    const { retries, waves } = runHerd(DEFAULTS, { ...HERD, seed });

    // The first retries are spread evenly over a second.
    assertLessOrEqual(waves[0]?.peak ?? Infinity, 0.12 * HERD.clients);
    assertLessOrEqual(retries.peak, 0.2 * HERD.clients);
  }
});

Deno.test("clients that fail together return together without jitter", () => {
  const { waves } = runHerd({ ...DEFAULTS, waitJitter: 0 }, HERD);

  assertEquals(waves[0]?.peak, HERD.clients);
});

Deno.test("without a budget an outage multiplies the load", () => {
  const { amplification, peak, peakAfter } = runOutage(OUTAGE);

  assertGreaterOrEqual(amplification, 5);
  assertGreaterOrEqual(peak, 8 * 200);
  assertGreaterOrEqual(peakAfter, 5 * 200);
});

Deno.test("the default budget keeps the load of an outage at 1.3 times the calls", () => {
  const { amplification, peak, peakAfter } = runOutage({
    ...OUTAGE,
    budget: {},
  });

  assertLessOrEqual(amplification, 1.3);
  assertLessOrEqual(peak, 3 * 200);
  assertEquals(peakAfter, 200);
});

Deno.test("the reserves of many budgets add up", () => {
  const processes = 100;
  const many = runOutage({ ...OUTAGE, processes, budget: {} });
  const small = runOutage({
    ...OUTAGE,
    processes,
    budget: { minPerSecond: 0.1 },
  });

  assertGreaterOrEqual(many.amplification, 5);
  assertLessOrEqual(small.amplification, 1.3);
});

Deno.test("a budget costs nothing where one request in ten fails", () => {
  const options = { ...OUTAGE, refused: 0.1 };

  const without = runOutage(options);
  const withBudget = runOutage({ ...options, budget: {} });

  assertEquals([without.rescued, withBudget.rescued], [1, 1]);
  assertEquals(withBudget.load.counts, without.load.counts);
});

Deno.test("a simulation depends on its seed, and on nothing else", () => {
  const herd = { ...HERD, clients: 1_000 };
  const first = runHerd(DEFAULTS, herd);
  random(); // what is in stock before does not matter
  const second = runHerd(DEFAULTS, herd);
  const other = runHerd(DEFAULTS, { ...herd, seed: 8 });

  assertEquals(second, first);
  assertEquals(
    other.retries.counts.join() === first.retries.counts.join(),
    false,
  );
});

Deno.test("a simulated call attempts when retry() does", async () => {
  const options: RetryOptions = { ...PLAIN, on: () => true };
  using time = new FakeTime(0);
  const real: number[] = [];
  await drive(
    time,
    retry(options)(() => {
      real.push(time.now);
      throw new Error();
    })().catch(() => {}),
  );

  const simulated: number[] = [];
  simulate(1, (world) => {
    class Watched extends Server {
      override request(attempt: number): boolean {
        simulated.push(world.now);
        return super.request(attempt);
      }
    }
    const server = new Watched(world, { downFrom: 0, upFrom: Infinity });
    new Client(toPolicy(options), server).start();
  });

  assertEquals(real.length, 9);
  assertEquals(simulated, real);
});

Deno.test("simulate() leaves no trace, also if it fails", () => {
  const state = () => [
    Date.now,
    globalThis.setTimeout,
    globalThis.clearTimeout,
    crypto.getRandomValues,
    getOnRetryHooks(),
  ];
  const before = state();
  const error = new Error();

  simulate(1, () => {});
  const thrown = assertThrows(() =>
    simulate(1, () => {
      throw error;
    })
  );

  assertStrictEquals(thrown, error);
  state().forEach((value, num) => assertStrictEquals(value, before[num]));
});

Deno.test("figures and charts are what the simulation makes of them now", () => {
  const results = runAll();

  const hint = "run `deno task simulate`";
  assertEquals(read("figures.md"), toMarkdown(results), hint);
  assert(read("herd.svg") === drawHerds(results), hint);
  assert(read("outage.svg") === drawOutage(results), hint);
});
