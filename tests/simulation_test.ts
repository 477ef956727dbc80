import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { getOnRetryHooks, retry, type RetryOptions } from "../mod.ts";
import { random } from "../src/lib/random.ts";
import { drive, PLAIN, rejection } from "./helpers.ts";
import { caller } from "./simulation/client.ts";
import { runHerd } from "./simulation/herd.ts";
import { runOutage } from "./simulation/outage.ts";
import { Server } from "./simulation/server.ts";
import { drawStormAnswers, drawStormLoad } from "./simulation/storm_charts.ts";
import { fromLines, runStorms, STORMS } from "./simulation/storms.ts";
import { NO_BUDGET, OTHERS, WAIT } from "./simulation/strategies.ts";
import { simulate } from "./simulation/world.ts";

const DEFAULTS: RetryOptions = { on: () => true };
const HERD = { seed: 7, clients: 10_000, upFrom: 5_000, perSecond: 500 };
const OUTAGE = { seed: 7, refused: 1, processes: 1 };

/** What was written by the task `simulate`. */
function read(name: string): string {
  const url = new URL(`simulation/${name}`, import.meta.url);
  return Deno.readTextFileSync(url).replaceAll("\r\n", "\n");
}

Deno.test("clients that fail together do not return together", async () => {
  for (const seed of [1, 2, 3]) {
    const { retries, waves } = await runHerd(DEFAULTS, { ...HERD, seed });

    // The first retries are spread evenly over a second.
    assertLessOrEqual(waves[0]?.peak ?? Infinity, 0.12 * HERD.clients);
    assertLessOrEqual(retries.peak, 0.2 * HERD.clients);
  }
});

Deno.test("clients that fail together return together without jitter", async () => {
  const { waves } = await runHerd({ ...DEFAULTS, waitJitter: 0 }, HERD);

  assertEquals(waves[0]?.peak, HERD.clients);
});

Deno.test("without a budget an outage multiplies the load", async () => {
  const { amplification, peak, peakAfter } = await runOutage(OUTAGE);

  assertGreaterOrEqual(amplification, 5);
  assertGreaterOrEqual(peak, 8 * 200);
  assertGreaterOrEqual(peakAfter, 5 * 200);
});

Deno.test("the default budget keeps the load of an outage at 1.3 times the calls", async () => {
  const { amplification, peak, peakAfter } = await runOutage({
    ...OUTAGE,
    budget: {},
  });

  assertLessOrEqual(amplification, 1.3);
  assertLessOrEqual(peak, 3 * 200);
  assertEquals(peakAfter, 200);
});

Deno.test("the reserves of many budgets add up", async () => {
  const processes = 100;
  const many = await runOutage({ ...OUTAGE, processes, budget: {} });
  const small = await runOutage({
    ...OUTAGE,
    processes,
    budget: { minPerSecond: 0.1 },
  });

  assertGreaterOrEqual(many.amplification, 5);
  assertLessOrEqual(small.amplification, 1.3);
});

Deno.test("a budget costs nothing where one request in ten fails", async () => {
  const options = { ...OUTAGE, refused: 0.1 };

  const without = await runOutage(options);
  const withBudget = await runOutage({ ...options, budget: {} });

  assertEquals([without.rescued, withBudget.rescued], [1, 1]);
  assertEquals(withBudget.load.counts, without.load.counts);
});

Deno.test("a simulation depends on its seed, and on nothing else", async () => {
  const herd = { ...HERD, clients: 1_000 };
  const first = await runHerd(DEFAULTS, herd);
  random(); // what is in stock before does not matter
  const second = await runHerd(DEFAULTS, herd);
  const other = await runHerd(DEFAULTS, { ...herd, seed: 8 });

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
  await simulate(1, (world) => {
    class Watched extends Server {
      override request(attempt: number): boolean {
        simulated.push(world.now);
        return super.request(attempt);
      }
    }
    const server = new Watched(world, { downFrom: 0, upFrom: Infinity });
    world.at(0, caller(server, options));
  });

  assertEquals(real.length, 9);
  assertEquals(simulated, real);
});

Deno.test("simulate() leaves no trace, also if it fails", async () => {
  const state = () => [
    Date.now,
    globalThis.setTimeout,
    globalThis.clearTimeout,
    crypto.getRandomValues,
    Math.random,
    performance.now,
    getOnRetryHooks(),
  ];
  const before = state();
  const error = new Error();

  await simulate(1, () => {});
  const thrown = await rejection(simulate(1, () => {
    throw error;
  }));

  assertStrictEquals(thrown, error);
  state().forEach((value, num) => assertStrictEquals(value, before[num]));
});

Deno.test("the charts of storms show their figures", () => {
  const storms = fromLines(read("storms.jsonl"));

  // All others take longer: in CI, `deno task simulate storms` draws them.
  const hint = "run `deno task simulate`";
  assert(read("storm_load.svg") === drawStormLoad(storms), hint);
  assert(read("storm_answers.svg") === drawStormAnswers(storms), hint);
});

Deno.test("storms are what the simulation makes of them now", async () => {
  const storms = fromLines(read("storms.jsonl"));

  // The short ones: in CI, `deno task simulate storms` runs them all.
  const waits = await runStorms(STORMS.slice(0, 2), [WAIT]);
  const others = await runStorms(STORMS.slice(0, 1), [NO_BUDGET, ...OTHERS]);

  const hint = "run `deno task simulate storms`";
  for (const [storm, outcomes] of [waits, others].flatMap(Object.entries)) {
    for (const [strategy, outcome] of Object.entries(outcomes)) {
      assertEquals(
        storms[storm]?.[strategy],
        outcome,
        `${strategy}, ${storm}: ${hint}`,
      );
    }
  }
});

Deno.test("a budget that waits keeps the load of an outage low, and has its calls answered", () => {
  const storms = fromLines(read("storms.jsonl"));

  for (const { name, storm } of STORMS) {
    const { [NO_BUDGET.name]: without, [WAIT.name]: wait } = storms[name]!;
    assert(without && wait);
    // Where some requests are answered, more must be sent. A few more are chance.
    const most = storm.refused ? without.amplification + 0.02 : 1.3;
    assertLessOrEqual(wait.amplification, most, name);
    assertLessOrEqual(wait.normalAfter, without.normalAfter + 1, name);
    assertLessOrEqual(wait.peakAfter, without.peakAfter + 0.2, name);
    // Where capacity is short, old calls take it from new ones.
    const isShort = (storm.capacity ?? Infinity) < 2;
    assertGreaterOrEqual(
      isShort ? wait.answeredOfAll : wait.answeredOfTrouble,
      0.9 * (isShort ? without.answeredOfAll : without.answeredOfTrouble),
      name,
    );
  }
});
