import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { configure, getLogger, type LogRecord, reset } from "@logtape/logtape";
import { pino } from "pino";
import {
  type GiveUpDetails,
  loggingHook,
  prometheusHook,
  retry,
  RetryBudget,
  retryContext,
  type RetryDetails,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { failing, patch, PLAIN, rejection } from "./helpers.ts";

const SECRET = "a secret argument";

/** A call that is retried once and then given up. */
async function load(): Promise<void> {
  using _ = setTesting(true, { attempts: 2 });
  const fn = failing(9, (num) => new TypeError(`failure ${num}`));
  await rejection(retry({ ...PLAIN, name: "load" })(fn)(SECRET));
}

const SCHEDULED = {
  callable: "load",
  retry_num: 1,
  wait_for: 0,
  waited_so_far: 0,
  caused_by: "TypeError: failure 1",
};
const GAVE_UP = {
  callable: "load",
  reason: "attempts",
  attempts: 2,
  waited: 0,
  elapsed: 0,
  caused_by: "TypeError: failure 2",
};

/** Real LogTape, with a sink that keeps what it gets. */
async function setUpLogTape(): Promise<LogRecord[] & AsyncDisposable> {
  const records: LogRecord[] = [];
  await configure({
    sinks: { keep: (record) => void records.push(record) },
    loggers: [
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["keep"] },
      { category: ["stamina"], lowestLevel: "debug", sinks: ["keep"] },
    ],
  });
  return Object.assign(records, { [Symbol.asyncDispose]: () => reset() });
}

Deno.test("retries are logged to LogTape once it is set up", async () => {
  await load(); // nobody listens yet
  await using records = await setUpLogTape();

  await load();

  assertEquals(
    records.map((
      { category, level, properties },
    ) => [category, level, properties]),
    [
      [["stamina"], "warning", SCHEDULED],
      [["stamina"], "warning", GAVE_UP],
    ],
  );
  assertEquals(
    records[0]?.message.join(""),
    "stamina.retry_scheduled callable=load retry_num=1 wait_for=0 waited_so_far=0 caused_by=TypeError: failure 1",
  );
});

Deno.test("loggingHook() logs to a logger of LogTape", async () => {
  await using records = await setUpLogTape();
  const hook = loggingHook(getLogger(["stamina", "own"]));
  using _retry = setOnRetryHooks([hook]);
  using _giveUp = setOnGiveUpHooks([]);

  await load();

  assertEquals(
    records.map(({ category, properties }) => [category, properties]),
    [[["stamina", "own"], SCHEDULED]],
  );
});

Deno.test("loggingHook() logs to pino", async () => {
  const lines: string[] = [];
  const logger = pino(
    { level: "debug", base: null, timestamp: false },
    { write: (line: string) => void lines.push(line) },
  );
  const hook = loggingHook(logger);
  using _retry = setOnRetryHooks([hook]);
  using _giveUp = setOnGiveUpHooks([hook]);

  await load();

  assertEquals(lines.map((line) => JSON.parse(line)), [
    { level: 40, ...SCHEDULED, msg: "stamina.retry_scheduled" },
    { level: 40, ...GAVE_UP, msg: "stamina.gave_up" },
  ]);
  assertFalse(lines.join().includes(SECRET));
});

Deno.test("loggingHook() logs to the console", async () => {
  const logged: unknown[][] = [];
  using _warn = patch(console, "warn", (...data) => void logged.push(data));
  const hook = loggingHook(console);
  using _retry = setOnRetryHooks([hook]);
  using _giveUp = setOnGiveUpHooks([hook]);

  await load();

  assertEquals(logged, [
    ["stamina.retry_scheduled", SCHEDULED],
    ["stamina.gave_up", GAVE_UP],
  ]);
});

Deno.test("loggingHook() warns only of what is unusual", async () => {
  using _ = setTesting(true);
  const levels: string[] = [];
  const hook = loggingHook({
    warn: () => levels.push("warn"),
    debug: () => levels.push("debug"),
  });
  using _hooks = setOnGiveUpHooks([hook]);
  const controller = new AbortController();
  const { signal } = controller;

  await rejection(retry(PLAIN)(failing(9))());
  await rejection(
    retry({ ...PLAIN, attempts: 2, on: RangeError })(failing(9))(),
  );
  using _more = setTesting(true, { attempts: 2 });
  await rejection(retry({ ...PLAIN, on: RangeError })(failing(9))());
  await rejection(retryContext({ ...PLAIN, signal }, () => {
    controller.abort();
    throw new TypeError();
  }));

  assertEquals(levels, ["warn", "warn", "debug", "debug"]);
});

Deno.test("loggingHook() warns of a budget that is empty", async () => {
  const logged: unknown[] = [];
  const hook = loggingHook({
    warn: (_event, { reason }) => logged.push(reason),
    debug: () => {},
  });
  using _ = setOnGiveUpHooks([hook]);
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 });

  await rejection(retry({ ...PLAIN, budget })(failing(9))());

  assertEquals(logged, ["budget"]);
});

Deno.test("hooks report whatever was thrown", () => {
  const counted: unknown[] = [];
  const count = prometheusHook({
    Counter: class {
      inc({ error_type }: Record<string, unknown>) {
        counted.push(error_type);
      }
    },
    register: { getSingleMetric: () => undefined },
  });
  const logged: unknown[] = [];
  const hook = loggingHook({
    warn: (_event, { caused_by }) => logged.push(caused_by),
    debug: () => {},
  });
  const hostile = {
    get name() {
      throw new Error();
    },
    toString() {
      throw new Error();
    },
  };
  const common = { name: "load", args: [] };
  for (
    const causedBy of [
      undefined,
      null,
      "text",
      Symbol("s"),
      Object.create(null),
      hostile,
    ]
  ) {
    const retried: RetryDetails = {
      ...common,
      event: "retry",
      retryNum: 1,
      waitFor: 0,
      waitedSoFar: 0,
      causedBy,
    };
    const gaveUp: GiveUpDetails = {
      ...common,
      event: "give-up",
      attempts: 1,
      waited: 0,
      elapsed: 0,
      reason: "timeout",
      causedBy,
    };
    hook(retried);
    hook(gaveUp);
    count(retried);
  }

  assertEquals(counted, [
    "undefined",
    "object",
    "string",
    "symbol",
    "object",
    "object",
  ]);
  assertEquals(
    logged,
    ["undefined", "null", "text", "Symbol(s)", "object", "object"]
      .flatMap((text) => [text, text]),
  );
});

Deno.test("loggingHook() logs whole milliseconds", () => {
  const logged: unknown[] = [];
  const hook = loggingHook({
    warn: (_event, fields) => logged.push(fields),
    debug: () => {},
  });
  const common = { name: "load", args: [], causedBy: "failure" };
  hook({
    ...common,
    event: "retry",
    retryNum: 2,
    waitFor: 99.5,
    waitedSoFar: 10.4,
  });
  hook({
    ...common,
    event: "give-up",
    attempts: 2,
    waited: 1.2,
    elapsed: 3.7,
    reason: "attempts",
  });

  assertEquals(logged, [
    {
      callable: "load",
      retry_num: 2,
      wait_for: 100,
      waited_so_far: 10,
      caused_by: "failure",
    },
    {
      callable: "load",
      reason: "attempts",
      attempts: 2,
      waited: 1,
      elapsed: 4,
      caused_by: "failure",
    },
  ]);
});

Deno.test("loggingHook() refuses what is not a logger", () => {
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong: any[] = [
    undefined,
    null,
    {},
    { warn() {} },
    { debug() {} },
    "console",
  ];
  for (const value of wrong) {
    assertThrows(
      () => loggingHook(value),
      TypeError,
      "Cannot log as the logger must have 'warn' and 'debug': current value is",
    );
  }
});
