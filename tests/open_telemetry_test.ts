import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { delay } from "@std/async";
import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import {
  type OpenTelemetryApi,
  openTelemetryHook,
  retry,
  type RetryDetails,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { failing, PLAIN, rejection } from "./helpers.ts";

/** The real SDKs, with exporters that keep what they get. */
function setUp() {
  const metricExporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spanExporter)],
  });
  return {
    meterProvider,
    tracerProvider,
    spans: () => spanExporter.getFinishedSpans(),
    /** The counters, each as `name{attributes} value`. */
    async counts(): Promise<string[]> {
      await reader.forceFlush();
      const last = metricExporter.getMetrics().at(-1);
      return (last?.scopeMetrics ?? []).flatMap(({ metrics }) =>
        metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) =>
            `${descriptor.name}${JSON.stringify(attributes)} ${value}`
          )
        )
      );
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await meterProvider.shutdown();
      await tracerProvider.shutdown();
      // The exporter answers in a timer of its own.
      await delay(1);
    },
  };
}

async function load(times: number): Promise<void> {
  using _ = setTesting(true, { attempts: 3 });
  const fn = failing(times);
  const named = { load: () => fn() }.load;
  await retry(PLAIN)(named)().catch(() => {});
}

const COUNTS = [
  'stamina_retries_total{"callable":"load","retry_num":1,"error_type":"TypeError"} 3',
  'stamina_retries_total{"callable":"load","retry_num":2,"error_type":"TypeError"} 2',
  'stamina_give_ups_total{"callable":"load","reason":"attempts","error_type":"TypeError"} 2',
];

Deno.test("retries are reported to OpenTelemetry once it is set up", async () => {
  await load(3); // nobody listens yet
  await using sdk = setUp();
  const manager = new AsyncLocalStorageContextManager().enable();
  metrics.setGlobalMeterProvider(sdk.meterProvider);
  trace.setGlobalTracerProvider(sdk.tracerProvider);
  context.setGlobalContextManager(manager);
  try {
    await load(1);
    await load(3);
    const tracer = trace.getTracer("test");
    await tracer.startActiveSpan("request", async (span) => {
      await load(3);
      span.end();
    });

    assertEquals(await sdk.counts(), [
      ...COUNTS.slice(0, 2),
      'stamina_recoveries_total{"callable":"load"} 1',
      ...COUNTS.slice(2),
    ]);
    const spans = sdk.spans();
    const request = spans.find(({ name }) => name === "request");
    const waits = spans.filter(({ name }) => name === "stamina.wait");
    assertEquals(waits.length, 5);
    const inRequest = waits.filter(({ parentSpanContext }) =>
      parentSpanContext?.spanId === request?.spanContext().spanId
    );
    assertEquals(inRequest.map(({ attributes }) => attributes), [
      { callable: "load", retry_num: 1, error_type: "TypeError" },
      { callable: "load", retry_num: 2, error_type: "TypeError" },
    ]);
  } finally {
    metrics.disable();
    trace.disable();
    context.disable();
    manager.disable();
  }
});

Deno.test("the span of a wait is as long as the wait", async () => {
  await using sdk = setUp();
  const hook = openTelemetryHook({ trace: sdk.tracerProvider });
  using _ = setOnRetryHooks([hook]);
  const controller = new AbortController();
  const { signal } = controller;

  await retry({ ...PLAIN, waitInitial: 30 })(failing(1))();
  const aborted = retry({
    ...PLAIN,
    waitInitial: 60_000,
    timeout: null,
    waitMax: 60_000,
    signal,
  })(failing(1))();
  setTimeout(() => controller.abort("stop"), 10);
  await rejection(aborted);

  const seconds = sdk.spans().map(({ duration: [s, ns] }) => s + ns / 1e9);
  assertEquals(seconds.length, 2);
  assert(seconds[0]! >= 0.025 && seconds[0]! < 5, `${seconds[0]} s`);
  assert(seconds[1]! < 5, `${seconds[1]} s`);
});

Deno.test("openTelemetryHook() reports to the API that it is given", async () => {
  await using sdk = setUp();
  const hook = openTelemetryHook({ metrics: sdk.meterProvider });
  using _retry = setOnRetryHooks([hook]);
  using _giveUp = setOnGiveUpHooks([hook]);

  await load(1);
  await load(3);
  await load(3);

  assertEquals(await sdk.counts(), COUNTS);
  assertEquals(sdk.spans(), []);
});

Deno.test("openTelemetryHook() says who reports, and what", () => {
  const made: unknown[] = [];
  const meter = {
    createCounter(name: string, options: object) {
      made.push([name, options]);
      return { add() {} };
    },
  };
  const tracer = {
    startSpan(name: string) {
      made.push(name);
      return { end() {} };
    },
  };
  const hook = openTelemetryHook({
    metrics: {
      getMeter(scope) {
        made.push(scope);
        return meter;
      },
    },
    trace: {
      getTracer(scope) {
        made.push(scope);
        return tracer;
      },
    },
  });
  const common = { name: "load", args: [], causedBy: new TypeError() };

  hook({ ...common, event: "retry", retryNum: 1, waitFor: 0, waitedSoFar: 0 });
  hook({
    ...common,
    event: "give-up",
    reason: "attempts",
    attempts: 2,
    waited: 0,
    elapsed: 0,
  });

  assertEquals(made, [
    "@stamina/retry",
    ["stamina_retries_total", { description: "Total number of retries." }],
    "@stamina/retry",
    "stamina.wait",
    "@stamina/retry",
    ["stamina_give_ups_total", {
      description: "Total number of calls that ended without success.",
    }],
  ]);
});

const DETAILS: RetryDetails = {
  event: "retry",
  name: "load",
  args: [],
  retryNum: 1,
  waitFor: 0,
  waitedSoFar: 0,
  causedBy: new TypeError(),
};

Deno.test("openTelemetryHook() needs neither metrics nor traces", () => {
  const hook = openTelemetryHook({});

  hook(DETAILS);
});

Deno.test("openTelemetryHook() takes the API itself", () => {
  const hook = openTelemetryHook(
    { metrics, trace, context } as typeof import("@opentelemetry/api"),
  );

  // Nothing is set up, so that all of it does nothing.
  const disposable = hook(DETAILS);
  assert(disposable);
  disposable[Symbol.dispose]();
});

Deno.test("Deno's own OpenTelemetry needs nothing but OTEL_DENO=true", async () => {
  const script = `
    import { retryContext } from ${
    JSON.stringify(new URL("../mod.ts", import.meta.url).href)
  };
    const options = { on: TypeError, attempts: 2, waitInitial: 1, waitJitter: 0 };
    await retryContext({ ...options, name: "load" }, () => {
      throw new TypeError("a secret");
    }).catch(() => {});
  `;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", script],
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "console",
      NO_COLOR: "1",
    },
  }).output();

  const decoder = new TextDecoder();
  const shown = decoder.decode(output.stdout) + decoder.decode(output.stderr);
  assert(output.success, shown);
  for (
    const part of [
      "stamina_retries_total",
      "stamina_give_ups_total",
      "stamina.wait",
      "TypeError",
      "load",
    ]
  ) {
    assert(shown.includes(part), `${part} is missing in: ${shown}`);
  }
  assertFalse(shown.includes("a secret"));
});

Deno.test("openTelemetryHook() refuses what is no API", () => {
  for (const api of [undefined, null, "api"]) {
    assertThrows(
      () => openTelemetryHook(api as unknown as OpenTelemetryApi),
      TypeError,
      "Cannot report to OpenTelemetry as the API must be an object: current value is",
    );
  }
});
