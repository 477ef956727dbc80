// What the recipes promise, by the functions that they show.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type BackoffHook,
  HttpStatusError,
  retryContext,
  type RetryOptions,
} from "../mod.ts";
import { takeFromRecipe } from "./drivers/recipe.ts";
import { drive, failing, patch, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- each function has a type of its own
type Any = any;

const waits = await takeFromRecipe<Any>("waits.md", [
  "listed",
  "linear",
  "fullJitter",
  "decorrelated",
  "slowerWhenThrottled",
]);
const results = await takeFromRecipe<Any>("results.md", [
  "waitForJob",
  "loadOrKnown",
]);
const services = await takeFromRecipe<Any>("services.md", [
  "placeOrder",
  "withBreaker",
  "loadPair",
]);

const unavailable = (headers: HeadersInit = {}) =>
  new HttpStatusError(new Response(null, { status: 503, headers }));

/** Lets `fetch` answer by a function, and keeps what was asked. */
function answering(
  toResponse: (num: number, url: string) => Response | Promise<Response>,
): Disposable & { asked: [string, RequestInit | undefined][] } {
  const asked: [string, RequestInit | undefined][] = [];
  const disposable = patch(globalThis, "fetch", async (input, init) => {
    asked.push([String(input), init]);
    return await toResponse(asked.length, String(input));
  });
  return Object.assign(disposable, { asked });
}

/** The waits of a call that keeps failing, and what it ends with. */
async function waitsOf(
  on: BackoffHook,
  options: Partial<RetryOptions> = {},
  toError: () => unknown = () => unavailable(),
): Promise<number[]> {
  using time = new FakeTime();
  const told: number[] = [];
  const fn = failing(Infinity, toError);
  const call = retryContext({
    on,
    attempts: 5,
    timeout: null,
    onRetry: ({ waitFor }) => void told.push(waitFor),
    ...options,
  }, fn);

  assertStrictEquals(await rejection(drive(time, call)), fn.errors.at(-1));
  return told;
}

Deno.test("listed() waits as the list says, and ends with it", async () => {
  assertEquals(await waitsOf(waits.listed([100, 500, 2_000])), [
    100,
    500,
    2_000,
  ]);
});

Deno.test("linear() adds the same each time", async () => {
  assertEquals(await waitsOf(waits.linear(200)), [200, 400, 600, 800]);
});

Deno.test("fullJitter() takes a share of the formula's wait", async () => {
  using _ = patch(Math, "random", () => 0.25);

  assertEquals(
    await waitsOf(waits.fullJitter(), { waitInitial: 1_000 }),
    [250, 500, 1_000, 2_000],
  );
});

Deno.test("decorrelated() waits up to three times the wait before", async () => {
  using _ = patch(Math, "random", () => 0.5);

  // 100 + (3 * 100 - 100) / 2, 100 + (3 * 200 - 100) / 2, …
  assertEquals(await waitsOf(waits.decorrelated(100)), [200, 350, 575, 912.5]);
  assertEquals(await waitsOf(waits.decorrelated(100, 400)), [
    200,
    350,
    400,
    400,
  ]);
});

Deno.test("slowerWhenThrottled() waits longer after a 429", async () => {
  const throttled = () =>
    new HttpStatusError(new Response(null, { status: 429 }));

  assertEquals(
    await waitsOf(waits.slowerWhenThrottled(), {}, throttled),
    [1_400, 1_800, 2_600, 4_200],
  );
  assertEquals(
    await waitsOf(waits.slowerWhenThrottled(), { waitJitter: 0 }),
    [100, 200, 400, 800],
  );
});

Deno.test("each recipe for waits keeps the wait that a server asks for", async () => {
  const hooks: BackoffHook[] = [
    waits.listed([1, 2, 3, 4]),
    waits.linear(1),
    waits.fullJitter(),
    waits.decorrelated(1),
    waits.slowerWhenThrottled(),
  ];

  for (const hook of hooks) {
    const [wait = 0] = await waitsOf(
      hook,
      { attempts: 2 },
      () => unavailable({ "Retry-After": "7" }),
    );
    assert(wait >= 7_000);
    assert(wait <= 8_000);
  }
});

Deno.test("each recipe for waits lets other errors through", async () => {
  for (const [name, toHook] of Object.entries(waits)) {
    const hook = toHook(name === "listed" ? [1] : 1);
    assertEquals(await waitsOf(hook, {}, () => new SyntaxError()), [], name);
  }
});

Deno.test("the table of short deadlines is right", async () => {
  const page = await Deno.readTextFile(
    new URL("../docs/recipes/waits.md", import.meta.url),
  );
  const rows = page.split("\n## Short deadlines")[1]!.split(/\r?\n/)
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line.split("|").slice(1, -1).map((cell) =>
        Number(cell.replaceAll(",", ""))
      )
    );

  assertEquals(rows.map(([timeout]) => timeout), [500, 1_000, 2_000, 5_000]);
  for (const [timeout = 0, ...told] of rows) {
    assertEquals(told.length, 5);
    for (const [index, percent] of told.entries()) {
      const exact = 100 * chanceOf(index + 1, timeout);
      assert(Math.abs(percent - exact) < 0.501, `${percent} is not ${exact}`);
    }
  }
});

/** How likely it is that the first waits end before a deadline. */
function chanceOf(retries: number, timeout: number): number {
  // All backoffs together, without jitter.
  const least = 100 * (2 ** retries - 1);
  // The distribution of a sum of numbers between 0 and 1 (Irwin and Hall).
  const x = Math.max(0, (timeout - least) / 1_000);
  if (x >= retries) return 1;
  let sum = 0;
  let binomial = 1;
  let factorial = 1;
  for (let k = 1; k <= retries; k++) factorial *= k;
  for (let k = 0; k <= x; k++) {
    sum += (-1) ** k * binomial * (x - k) ** retries;
    binomial *= (retries - k) / (k + 1);
  }
  return sum / factorial;
}

Deno.test("waitForJob() polls until the job is done", async () => {
  using time = new FakeTime();
  using server = answering((num) =>
    num < 5 ? new Response(null, { status: 202 }) : new Response("done")
  );

  const call = results.waitForJob("https://example.com/jobs/1");

  assertEquals(await drive(time, call), "done");
  assertEquals(server.asked.length, 5);
});

Deno.test("waitForJob() ends with the last answer when time is up", async () => {
  using time = new FakeTime();
  using _ = answering(() => new Response(null, { status: 202 }));

  const error = await rejection(
    drive(time, results.waitForJob("https://example.com/jobs/1")),
  );

  assert(error instanceof Error);
  assertEquals(error.message, "https://example.com/jobs/1 is not done");
});

Deno.test("waitForJob() tells the last answer if a request hangs", async () => {
  using time = new FakeTime();
  using _ = answering((num) =>
    num === 1 ? new Response(null, { status: 202 }) : new Promise(() => {})
  );

  const error = await rejection(
    drive(time, results.waitForJob("https://example.com/jobs/1")),
  );

  assert(error instanceof DOMException);
  assertEquals(error.name, "TimeoutError");
  assert(error.cause instanceof Error);
  assertEquals(error.cause.message, "https://example.com/jobs/1 is not done");
});

Deno.test("waitForJob() ends at once if the job has failed", async () => {
  using server = answering(() => new Response(null, { status: 410 }));

  const error = await rejection(
    results.waitForJob("https://example.com/jobs/1"),
  );

  assert(error instanceof HttpStatusError);
  assertEquals(server.asked.length, 1);
});

Deno.test("loadOrKnown() falls back to what it knows, for failures only", async () => {
  using time = new FakeTime();
  let answer: () => Response | Promise<Response> = () => new Response("known");
  using _ = answering(() => answer());
  const load = (id: string) => drive(time, results.loadOrKnown(id));

  assertEquals(await load("1"), "known");
  answer = () => new Response(null, { status: 503 });
  assertEquals(await load("1"), "known");
  assert(await rejection(load("2")) instanceof HttpStatusError);
  answer = () => new Promise(() => {});
  assertEquals(await load("1"), "known");
  answer = () => {
    throw new RangeError("a bug");
  };
  assert(await rejection(load("1")) instanceof RangeError);
});

Deno.test("placeOrder() sends the same key in each attempt", async () => {
  using time = new FakeTime();
  using server = answering((num) =>
    num < 3 ? new Response(null, { status: 503 }) : new Response("placed")
  );

  assertEquals(await drive(time, services.placeOrder("tea")), "placed");

  const keys = server.asked.map(([, init]) =>
    new Headers(init?.headers).get("Idempotency-Key")
  );
  assertEquals(keys.length, 3);
  assertEquals(new Set(keys).size, 1);
});

Deno.test("withBreaker() counts each request, and ends when the breaker opens", async () => {
  using time = new FakeTime();
  using server = answering(() => new Response(null, { status: 503 }));
  const open = new Error("the breaker is open");
  let failures = 0;
  const breaker = {
    async execute(fn: () => Promise<string>): Promise<string> {
      if (failures === 3) throw open;
      try {
        return await fn();
      } catch (error) {
        failures++;
        throw error;
      }
    },
  };

  const call = services.withBreaker(breaker)("https://example.com/users/1");

  assertStrictEquals(await rejection(drive(time, call)), open);
  assertEquals(server.asked.length, 3);
});

Deno.test("loadPair() makes no more requests than both levels allow", async () => {
  using time = new FakeTime();
  using server = answering(() => new Response(null, { status: 503 }));

  const error = await rejection(drive(time, services.loadPair("1")));

  assert(error instanceof HttpStatusError);
  // The outer level does not retry what the inner level has given up, and ends the
  // other request.
  const counts = ["users", "rights"].map((path) =>
    server.asked.filter(([url]) => url.includes(`/${path}/`)).length
  );
  assertEquals(Math.max(...counts), 3);
  assert(Math.min(...counts) >= 1);
});

Deno.test("loadPair() loads both again if their versions differ", async () => {
  using time = new FakeTime();
  using server = answering((num) => new Response(num === 1 ? "v1" : "v2"));

  assertEquals(await drive(time, services.loadPair("1")), ["v2", "v2"]);
  assertEquals(server.asked.length, 4);
});
