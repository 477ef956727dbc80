// Runs tests in one process, while one mutant or none is active, as it is told to
// by `tests/npm/deno_runner.mjs`: a line of JSON for each thing said.
//
// The argument is the mutant that is active from the start, if any.
import { HANGS, Leftovers } from "./leftovers.ts";
import type { Test } from "./tests.ts";

interface Planned {
  readonly id: string;
  /** How long it takes without a mutant, in milliseconds. */
  readonly ms: number;
  /** How often it may run into a mutant before that counts as an endless loop. */
  readonly hitLimit: number;
}

/** What is to be run. */
interface Task {
  /** The tests, in this order; without them, all. */
  readonly tests?: readonly Planned[];
  /** The mutant that is active meanwhile. */
  readonly mutant?: string;
  /** Whether each test is run, also after one has failed. */
  readonly all: boolean;
}

/** What has come of a test. */
interface Result {
  readonly id: string;
  readonly ms: number;
  /** Why it has failed, if it has. */
  readonly failure: string | undefined;
  /** Whether it went on without end, as far as one can tell. */
  readonly isEndless: boolean;
}

// The code that StrykerJS puts into `src/` looks here.
const stryker: {
  activeMutant?: string | undefined;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: unknown;
} = { activeMutant: Deno.args[0] };
Object.assign(globalThis, { __stryker__: stryker });

// It has to see the real timers, before the tests replace them.
const leftovers = new Leftovers();
const encoder = new TextEncoder();
for (const method of ["debug", "error", "info", "log", "warn"] as const) {
  console[method] = () => {};
}

const { collect } = await import("./tests.ts");
const collected: ReadonlyMap<string, Test> = await load();
tell({ ready: true });
for await (const line of lines(Deno.stdin.readable)) {
  tell(await run(JSON.parse(line)));
}

async function load(): Promise<ReadonlyMap<string, Test>> {
  try {
    return await collect();
  } catch (error) {
    tell({ failure: `The tests cannot be loaded: ${error}` });
    Deno.exit(1);
  }
}

async function run(
  { tests, mutant, all }: Task,
): Promise<{ results: readonly Result[]; coverage: unknown }> {
  const results: Result[] = [];
  const planned = tests ??
    [...collected.keys()].map((id) => ({ id, ms: 1_000, hitLimit: Infinity }));
  for (const { id, ms, hitLimit } of planned) {
    tell({ test: id, ms });
    forgetHooks();
    Object.assign(stryker, {
      activeMutant: mutant ?? "",
      currentTestId: id,
      hitCount: 0,
      hitLimit,
    });
    const start = performance.now();
    const failure = await leftovers.watch(collected.get(id)!.fn, ms);
    const isEndless = failure === HANGS || stryker.hitCount! > hitLimit;
    results.push({
      id,
      ms: performance.now() - start,
      failure,
      isEndless,
    });
    if (!all && (isEndless || failure !== undefined)) break;
  }
  stryker.activeMutant = "";
  return { results, coverage: all && stryker.mutantCoverage };
}

/** A hook that was added and taken out again leaves a copy of the default hooks. */
function forgetHooks(): void {
  const globals = globalThis as unknown as Record<
    symbol,
    { hooks?: Record<string, null> } | undefined
  >;
  const hooks = globals[Symbol.for("@stamina/retry/1")]?.hooks ?? {};
  for (const event of Object.keys(hooks)) hooks[event] = null;
}

function tell(message: object): void {
  Deno.stdout.writeSync(encoder.encode(`${JSON.stringify(message)}\n`));
}

async function* lines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
