/** A test, as a test file defines it. */
export interface Test {
  /** The name of its file, and its own. */
  readonly id: string;
  readonly fn: () => unknown;
}

// They need processes, servers or bundlers, take long, load copies that share their
// state with the other tests, or look at something else than the behavior of `src/`.
const OTHER_FILES: ReadonlySet<string> = new Set([
  "copies",
  "demo",
  "examples",
  "layout",
  "limit",
  "lock",
  "module",
  "programs",
  "prometheus_server",
  "readme",
  "recipes",
  "simulation",
  "size",
  "std",
  "tutorial",
  "types",
  "workflows",
]);

// They run a process of their own, take seconds, or are disturbed by what other test
// files import: LogTape and Deno's own `fetch`.
const OTHER_TESTS: ReadonlySet<string> = new Set([
  "budget_wait: calls that wait for a turn hold no more than those in a backoff, and ask in constant time",
  "cost: a call that succeeds at once allocates so many bytes and no more",
  "cost: a retry costs one timer, and a look at the clock whenever something may have taken its time",
  "hostile: a million attempts of one call need no stack and little memory",
  "open_telemetry: Deno's own OpenTelemetry needs nothing but OTEL_DENO=true",
  "pollution: it does not matter whether Object.prototype was changed before the import",
  "proxies: an error that is remote is thrown as it is",
  "retry_fetch: retryFetch() keeps the name, the length and the properties of `fetch`",
  "retry: retry() retries without end if there is no limit",
  "signals: 10,000 calls that follow one signal end with it, and leave nothing on it",
]);

/** Loads the test files, and returns the tests that they define. */
export async function collect(): Promise<Map<string, Test>> {
  const tests = new Map<string, Test>();
  const left = new Set(OTHER_TESTS);
  for (const file of filesIn(new URL("../", import.meta.url))) {
    const define = (test: string | Deno.TestDefinition, fn: () => unknown) => {
      const id = `${file}: ${typeof test === "string" ? test : test.name}`;
      if (!left.delete(id)) tests.set(id, { id, fn });
    };
    Object.defineProperty(Deno, "test", { value: define, configurable: true });
    await import(new URL(`../${file}_test.ts`, import.meta.url).href);
  }
  if (left.size > 0) throw new Error(`There is no test ${[...left]}`);
  return tests;
}

/** The names of the test files, without their endings, in a stable order. */
function filesIn(folder: URL): string[] {
  const names = [...Deno.readDirSync(folder)]
    .flatMap(({ name }) => name.match(/^(.+)_test\.ts$/)?.[1] ?? [])
    .sort();
  const missing = OTHER_FILES.difference(new Set(names));
  if (missing.size > 0) throw new Error(`There is no ${[...missing]}_test.ts`);
  // They are strong, but slow: the others come first.
  const last = ["orders", "properties"];
  return [
    ...names.filter((name) => !last.includes(name)),
    ...last,
  ].filter((name) => !OTHER_FILES.has(name));
}
