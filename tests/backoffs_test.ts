import {
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type BackoffOptions,
  backoffs,
  retry,
  setActive,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { random } from "../src/lib/random.ts";
import { drive, failing, patch, rejection } from "./helpers.ts";

/** The waits that `retry()` makes if every attempt fails at once. */
async function waitsOfRetry(options: BackoffOptions): Promise<number[]> {
  using time = new FakeTime();
  const waits: number[] = [];
  using _ = setOnRetryHooks([({ waitFor }) => void waits.push(waitFor)]);
  const call = retry({ on: TypeError, ...options })(failing(Infinity));
  await rejection(drive(time, call()));
  return waits;
}

/** Makes random numbers begin with the same ones each time it is called. */
function seed(): Disposable {
  let seeded = false;
  const patched = patch(crypto, "getRandomValues", (array) => {
    const numbers = array as unknown as Uint32Array;
    numbers.forEach((_, index) => numbers[index] = index * 0x9e3779b9);
    seeded = true;
    return array;
  });
  // What is left in stock was drawn before.
  while (!seeded) random();
  return patched;
}

/** The first waits, for schedules that do not end. */
function first(count: number, waits: Iterable<number>): number[] {
  const found: number[] = [];
  for (const wait of waits) {
    found.push(wait);
    if (found.length === count) break;
  }
  return found;
}

const SCHEDULES: [BackoffOptions, number[]][] = [
  [{ timeout: 45_000 }, [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800]],
  [{}, [
    100,
    200,
    400,
    800,
    1_600,
    3_200,
    6_400,
    12_800,
    25_600,
  ]],
  [{ attempts: 1 }, []],
  [{ attempts: 2 }, [100]],
  [{ attempts: 4, waitMax: 250 }, [100, 200, 250]],
  [{ attempts: 4, waitInitial: 7, waitExpBase: 1.5 }, [7, 10.5, 15.75]],
  [{ attempts: 4, waitInitial: 0 }, [0, 0, 0]],
  [{ attempts: null, timeout: 700 }, [100, 200]],
  [{ attempts: null, timeout: 701 }, [100, 200, 400]],
  [{ attempts: null, timeout: 100 }, []],
  [{ attempts: Infinity, timeout: 350.5, waitExpBase: 1 }, [100, 100, 100]],
  [{
    attempts: 3,
    timeout: Temporal.Duration.from({ hours: 2 }),
    waitInitial: Temporal.Duration.from({ minutes: 10 }),
    waitMax: Temporal.Duration.from({ minutes: 15 }),
  }, [600_000, 900_000]],
];

Deno.test("backoffs() tells the waits of the options", () => {
  for (const [options, waits] of SCHEDULES) {
    assertEquals([...backoffs({ waitJitter: 0, ...options })], waits);
  }
});

Deno.test("backoffs() tells the waits that retry() makes without jitter", async () => {
  for (const [options, waits] of SCHEDULES) {
    const plain = { timeout: null, waitJitter: 0 };
    assertEquals(await waitsOfRetry({ ...plain, ...options }), waits);
  }
});

Deno.test("backoffs() tells the waits that retry() makes with the same jitter", async () => {
  const schedules: BackoffOptions[] = [
    { timeout: 45_000 },
    { timeout: null },
    { attempts: null, timeout: 20_000, waitJitter: 3_000, waitMax: 2_000 },
    { attempts: 100, timeout: null, waitInitial: 0, waitJitter: 1 },
  ];

  for (const options of schedules) {
    using _told = seed();
    const told = [...backoffs(options)];
    using _made = seed();
    const made = await waitsOfRetry(options);

    assertEquals(told, made);
    assertEquals(new Set(told).size, told.length);
  }
});

Deno.test("backoffs() has the defaults of retry(), but for the timeout", () => {
  using _ = seed();
  const defaults = [...backoffs()];
  using _again = seed();
  const given = [...backoffs({
    attempts: 10,
    timeout: null,
    waitInitial: 100,
    waitMax: 45_000,
    waitJitter: 1_000,
    waitExpBase: 2,
  })];

  assertEquals(defaults, given);
});

Deno.test("backoffs() keeps each wait within its bounds", () => {
  const waits = backoffs({ attempts: 30, timeout: null });
  for (let round = 0; round < 100; round++) {
    for (const [index, wait] of [...waits].entries()) {
      const least = Math.min(100 * 2 ** index, 45_000);
      assertGreaterOrEqual(wait, least);
      assertLessOrEqual(wait, least + 1_000);
    }
  }
});

Deno.test("backoffs() stays below the timeout whatever the jitter", () => {
  const waits = backoffs({ attempts: null, timeout: 5_000, waitMax: 300 });
  for (let round = 0; round < 100; round++) {
    const sum = [...waits].reduce((sum, wait) => sum + wait, 0);
    assertLessOrEqual(sum, 4_999.999);
    // The wait that would have passed it is at most that long.
    assertGreaterOrEqual(sum, 5_000 - 1_300);
  }
});

Deno.test("backoffs() starts anew with each iteration, with new jitter", () => {
  const waits = backoffs({ attempts: 4, timeout: null });
  const rounds = Array.from({ length: 10 }, () => [...waits]);

  for (const round of rounds) assertEquals(round.length, 3);
  assertEquals(new Set(rounds.flat()).size, 30);
});

Deno.test("backoffs() keeps iterations apart that run at once", () => {
  const waits = backoffs({ attempts: 3, waitJitter: 0 });
  const one = waits[Symbol.iterator]();
  const other = waits[Symbol.iterator]();

  const found = [one, one, other, one, other, other].map((it) => it.next());

  assertEquals(found.map(({ value }) => value), [
    100,
    200,
    100,
    undefined,
    200,
    undefined,
  ]);
});

Deno.test("backoffs() draws each jitter when its wait is asked for", () => {
  using _sequence = seed();
  const numbers = [random(), random(), random()];
  using _same = seed();

  const waits = backoffs({ waitInitial: 0, waitJitter: 1, timeout: null });
  const iterator = waits[Symbol.iterator]();
  const drawn = [iterator.next().value, random(), iterator.next().value];

  assertEquals(drawn, numbers);
});

Deno.test("backoffs() never ends without limits", () => {
  const waits = backoffs({ attempts: null, timeout: null, waitJitter: 0 });

  const found = first(5_000, waits);

  assertEquals(found.slice(0, 2), [100, 200]);
  assertEquals(new Set(found.slice(9)), new Set([45_000]));
  assertEquals(found.length, 5_000);
});

Deno.test("backoffs() never ends where waits are so long that their sum is infinite", () => {
  const longest = Number.MAX_VALUE;
  const waits = backoffs({
    attempts: null,
    timeout: null,
    waitInitial: longest,
    waitMax: longest,
  });

  assertEquals(first(10, waits), new Array(10).fill(longest));
});

Deno.test("backoffs() tells the same waits while retrying is off or tested", () => {
  const waits = backoffs({ attempts: 4, waitJitter: 0 });

  using _active = setActive(false);
  assertEquals([...waits], [100, 200, 400]);
  using _testing = setTesting(true, { attempts: 2 });
  assertEquals([...waits], [100, 200, 400]);
  using _back = setActive(true);
  assertEquals([...waits], [100, 200, 400]);
});

Deno.test("backoffs() is not affected by later changes of its options", () => {
  const options: BackoffOptions = { attempts: 3, waitJitter: 0 };
  const waits = backoffs(options);

  options.attempts = 9;
  options.waitInitial = 5;

  assertEquals([...waits], [100, 200]);
});

Deno.test("backoffs() end at the timeout even if no wait takes any time", () => {
  const cases: [BackoffOptions, number[]][] = [
    [{ timeout: 4, waitInitial: 0 }, [0, 0, 0, 0]],
    [{ timeout: 2.5, waitInitial: 0 }, [0, 0, 0]],
    [{ timeout: 3, waitMax: 0 }, [0, 0, 0]],
    [
      { timeout: 3, waitInitial: 0.25, waitExpBase: 1 },
      [0.25, 0.25, 0.25],
    ],
    [{ attempts: 3, timeout: 100, waitInitial: 0 }, [0, 0]],
  ];

  for (const [options, expected] of cases) {
    const waits = backoffs({ attempts: null, waitJitter: 0, ...options });
    assertEquals([...waits], expected);
  }
});
