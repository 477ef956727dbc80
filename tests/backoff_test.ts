import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, type RetryOptions, setOnRetryHooks } from "../mod.ts";
import { backoff, exponential } from "../src/core/backoff.ts";
import { toPolicy } from "../src/options/policy.ts";
import { random } from "../src/lib/random.ts";
import { drive, failing, patch } from "./helpers.ts";

function policyOf(options: Partial<RetryOptions> = {}) {
  return toPolicy({ on: TypeError, ...options });
}

/** The waits that hooks are told about until a call succeeds. */
async function waitsOf(
  options: Partial<RetryOptions>,
  failures: number,
): Promise<number[]> {
  using time = new FakeTime();
  const waits: number[] = [];
  using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
  await drive(time, retry({ on: TypeError, ...options })(failing(failures))());
  return waits;
}

Deno.test("retry() doubles the backoff up to the cap", async () => {
  const waits = await waitsOf(
    { waitJitter: 0, attempts: null, timeout: null },
    12,
  );

  assertEquals(
    waits,
    [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 45000, 45000, 45000],
  );
});

Deno.test("retry() applies the wait options", async () => {
  const schedules: [Partial<RetryOptions>, number[]][] = [
    [{ waitInitial: 1000, waitExpBase: 2 }, [1000, 2000, 4000, 8000]],
    [{ waitInitial: 1000, waitExpBase: 1.5, waitMax: 2500 }, [
      1000,
      1500,
      2250,
      2500,
    ]],
    [{ waitInitial: 10, waitExpBase: 1 }, [10, 10, 10, 10]],
    [{ waitInitial: 10, waitExpBase: 10, waitMax: 5 }, [5, 5, 5, 5]],
    [{ waitInitial: 0 }, [0, 0, 0, 0]],
    [{ waitMax: 0 }, [0, 0, 0, 0]],
    [{ waitInitial: { total: () => 20 }, waitMax: { total: () => 50 } }, [
      20,
      40,
      50,
      50,
    ]],
  ];

  for (const [options, waits] of schedules) {
    assertEquals(await waitsOf({ waitJitter: 0, ...options }, 4), waits);
  }
});

Deno.test("retry() takes real Temporal durations", async () => {
  const waits = await waitsOf({
    timeout: Temporal.Duration.from({ minutes: 1 }),
    waitInitial: Temporal.Duration.from({ milliseconds: 250 }),
    waitMax: Temporal.Duration.from({ seconds: 1 }),
    waitJitter: Temporal.Duration.from({ seconds: 0 }),
  }, 4);

  assertEquals(waits, [250, 500, 1000, 1000]);
});

Deno.test("backoff is finite and capped for any attempt", () => {
  for (const num of [1, 10, 1024, 1025, 2000, 10_000, 1e6, 2 ** 53]) {
    for (const waitExpBase of [1, 1.0001, 2, 1e308]) {
      for (const waitInitial of [0, Number.MIN_VALUE, 100, 1e308]) {
        const wait = backoff(policyOf({ waitExpBase, waitInitial }), num);
        assert(Number.isFinite(wait));
        assertGreaterOrEqual(wait, 0);
        assertLessOrEqual(wait, 46_000);
      }
    }
  }
});

Deno.test("backoff has its jitter at the cap, too", () => {
  const policy = policyOf();
  const waits = Array.from({ length: 100 }, () => backoff(policy, 1e6));

  assertGreaterOrEqual(Math.min(...waits), 45_000);
  assertLessOrEqual(Math.max(...waits), 46_000);
  assertGreaterOrEqual(Math.max(...waits) - Math.min(...waits), 500);
  assertEquals(exponential(policy, 1e6), 45_000);
});

Deno.test("backoff spreads its jitter evenly", () => {
  const policy = policyOf({ waitInitial: 0 });
  const buckets = new Array(10).fill(0);
  const draws = 20_000;

  for (let draw = 0; draw < draws; draw++) {
    buckets[Math.floor(backoff(policy, 1) / 100)]++;
  }

  assertEquals(buckets.length, 10);
  for (const count of buckets) {
    // Eight standard deviations: chance does not get there.
    assertLessOrEqual(Math.abs(count - draws / 10), 8 * Math.sqrt(draws / 10));
  }
});

Deno.test("backoff draws no random number without jitter", () => {
  using _ = patch(crypto, "getRandomValues", () => {
    throw new Error("not to be called");
  });

  const policy = policyOf({ waitJitter: 0 });
  for (let draw = 0; draw < 1_000; draw++) backoff(policy, 1);
});

Deno.test("random() draws from crypto, in stock", () => {
  const original = crypto.getRandomValues.bind(crypto);
  let calls = 0;
  using _ = patch(crypto, "getRandomValues", (array) => {
    calls++;
    return original(array);
  });

  const numbers = Array.from({ length: 1280 }, () => random());

  assertEquals(calls, 10);
  assertEquals(new Set(numbers).size > 1270, true);
  assert(numbers.every((number) => number >= 0 && number < 1));
});

Deno.test("random() covers the whole range and never reaches 1", () => {
  using _ = patch(crypto, "getRandomValues", (array) => {
    (array as unknown as Uint32Array).fill(0xffffffff);
    return array;
  });
  // Uses up what is left in stock.
  const numbers = Array.from({ length: 256 }, () => random());

  assertEquals(numbers.at(-1), 1 - 2 ** -32);
});
