// The default hooks, without the libraries that they report to.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, setOnGiveUpHooks, setOnRetryHooks } from "../mod.ts";
import { drive, failing, patch, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- what is registered there has any shape
const registry = globalThis as any;
const OPEN_TELEMETRY = Symbol.for("opentelemetry.js.api.1");
const LOGTAPE = Symbol.for("logtape.rootLogger");

/**
 * Makes a call with one retry while these are set up, and says what was reported.
 * One of them may throw when it is looked up.
 */
async function report(
  setUp: Record<symbol, unknown>,
  hostile?: symbol,
): Promise<unknown[]> {
  using time = new FakeTime();
  using _openTelemetry = patch(registry, OPEN_TELEMETRY, setUp[OPEN_TELEMETRY]);
  using _logTape = patch(registry, LOGTAPE, setUp[LOGTAPE]);
  using _hostile = hostile && makeHostile(hostile);
  const problems: unknown[] = [];
  using _console = patch(
    console,
    "error",
    (...data) => void problems.push(data),
  );

  const fn = failing(Infinity);
  const call = retry({ ...PLAIN, attempts: 2 })(fn);
  assertStrictEquals(await rejection(drive(time, call())), fn.errors.at(-1));
  return problems;
}

/** Lets a look at one of them throw. */
function makeHostile(symbol: symbol): Disposable {
  const before = Object.getOwnPropertyDescriptor(registry, symbol)!;
  Object.defineProperty(registry, symbol, {
    get() {
      throw new Error("hostile");
    },
    configurable: true,
  });
  return {
    [Symbol.dispose]: () => {
      Object.defineProperty(registry, symbol, before);
    },
  };
}

function fakeOpenTelemetry(counted: string[]): unknown {
  const createCounter = (name: string) => ({
    add: () => void counted.push(name),
  });
  return { metrics: { getMeter: () => ({ createCounter }) } };
}

function fakeLogTape(logged: string[]): unknown {
  const warn = (message: string) => {
    logged.push(message.split(" ")[0]!);
  };
  return { getChild: () => ({ warn, debug() {}, category: ["stamina"] }) };
}

Deno.test("the default hooks report to OpenTelemetry alone", async () => {
  const counted: string[] = [];

  const problems = await report({
    [OPEN_TELEMETRY]: fakeOpenTelemetry(counted),
  });

  assertEquals(counted, ["stamina_retries_total", "stamina_give_ups_total"]);
  assertEquals(problems, []);
});

Deno.test("the default hooks report to LogTape alone", async () => {
  const logged: string[] = [];

  const problems = await report({ [LOGTAPE]: fakeLogTape(logged) });

  assertEquals(logged, ["stamina.retry_scheduled", "stamina.gave_up"]);
  assertEquals(problems, []);
});

Deno.test("the default hooks report to nothing where nothing is set up", async () => {
  assertEquals(await report({}), []);
});

Deno.test("an OpenTelemetry that cannot be looked up hides neither the error nor LogTape", async () => {
  const logged: string[] = [];

  const problems = await report(
    { [LOGTAPE]: fakeLogTape(logged) },
    OPEN_TELEMETRY,
  );

  assertEquals(logged, ["stamina.retry_scheduled", "stamina.gave_up"]);
  assertEquals(problems, []);
});

Deno.test("a LogTape that cannot be looked up hides neither the error nor OpenTelemetry", async () => {
  const counted: string[] = [];

  const problems = await report(
    { [OPEN_TELEMETRY]: fakeOpenTelemetry(counted) },
    LOGTAPE,
  );

  assertEquals(counted, ["stamina_retries_total", "stamina_give_ups_total"]);
  assertEquals(problems, []);
});

Deno.test("hooks of one's own are told where nothing is set up", async () => {
  const told: string[] = [];
  using _retry = setOnRetryHooks([() => void told.push("retry")]);
  using _giveUp = setOnGiveUpHooks([() => void told.push("give up")]);

  await report({});

  assertEquals(told, ["retry", "give up"]);
});
