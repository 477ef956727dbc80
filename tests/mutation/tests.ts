/** A test, as a test file defines it. */
export interface Test {
  /** The name of its file, and its own. */
  readonly id: string;
  readonly fn: () => unknown;
}

// The others need processes, servers or bundlers, take long, or look at something
// else than the behavior of `src/`.
const FILES = [
  "abort",
  "backoff",
  "backoffs",
  "budget",
  "cost",
  "deadline",
  "decorator",
  "default_hooks",
  "fake_timers",
  "generator",
  "give_up",
  "hooks",
  "hostile",
  "ledger",
  "logging",
  "nested",
  "on",
  "open_telemetry",
  "parse_retry_after",
  "policy",
  "pollution",
  "polyfill",
  "prometheus",
  "properties",
  "retry",
  "retry_context",
  "retrying_caller",
  "switches",
  "transient_http",
];

// They run a process of their own, or take seconds.
const LEFT_OUT: ReadonlySet<string> = new Set([
  "cost: a call that succeeds at once allocates so many bytes and no more",
  "hostile: a million attempts of one call need no stack and little memory",
  "open_telemetry: Deno's own OpenTelemetry needs nothing but OTEL_DENO=true",
  "pollution: it does not matter whether Object.prototype was changed before the import",
  "retry: retry() retries without end if there is no limit",
]);

/** Loads the test files, and returns the tests that they define. */
export async function collect(): Promise<Map<string, Test>> {
  const tests = new Map<string, Test>();
  for (const file of FILES) {
    const define = (name: string, fn: () => unknown): void => {
      const id = `${file}: ${name}`;
      if (!LEFT_OUT.has(id)) tests.set(id, { id, fn });
    };
    Object.defineProperty(Deno, "test", { value: define, configurable: true });
    await import(new URL(`../${file}_test.ts`, import.meta.url).href);
  }
  return tests;
}
