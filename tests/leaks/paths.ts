// Every way that a call can take. Each makes one call, and throws if that has not
// gone the way that it is named after.
import {
  HttpStatusError,
  raiseForStatus,
  retry,
  RetryBudget,
  retryContext,
  retryFetch,
  RetryingCaller,
  type RetryOptions,
  setOnRetryHooks,
} from "../../mod.ts";

export interface Path {
  /** Makes one call. */
  call(): Promise<void>;
  /** What is in force while it is called. */
  setUp?(): Disposable;
}

/** How often the function of one call still fails. */
interface Script {
  failures: number;
}

const FAST: RetryOptions = { on: TypeError, waitInitial: 1, waitJitter: 0 };
// Longer than a call can take to get there, shorter than the deadline.
const LONG = 30_000;
// As an error of its own for each call would be that of the test.
const REASON = new Error("the caller has lost interest");

async function fail(script: Script): Promise<string> {
  if (script.failures-- > 0) throw new TypeError("a failure");
  return await Promise.resolve("ok");
}

async function later(script: Script): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return await fail(script);
}

async function hang(script: Script): Promise<string> {
  if (script.failures-- > 0) await new Promise(() => {});
  return "ok";
}

async function* generate(script: Script): AsyncGenerator<string> {
  yield "first";
  yield await fail(script);
}

function answer(script: Script): Promise<Response> {
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
  });
  const status = script.failures-- > 0 ? 503 : 200;
  const response = new Response(status === 503 ? body : "ok", { status });
  return Promise.resolve(response);
}

async function raise(script: Script): Promise<string> {
  return await raiseForStatus(await answer(script)).text();
}

/** Calls a function that is to succeed in the end, after some failures. */
function succeeds(
  load: (script: Script) => Promise<string>,
  failures: number,
): () => Promise<void> {
  return async () => {
    const script = { failures };
    expect(await load(script), "ok");
    expect(script.failures, -1);
  };
}

/** Calls a function that is to end with an error of some name. */
function rejects(
  load: (script: Script) => Promise<string>,
  failures: number,
  name: string,
): () => Promise<void> {
  return async () => {
    const script = { failures };
    expect((await rejection(load(script))).name, name);
    expect(script.failures, 0);
  };
}

/** Calls a function whose signal is to abort a moment later. */
function isAborted(
  load: (script: Script, signal: AbortSignal) => Promise<string>,
): () => Promise<void> {
  return async () => {
    const controller = new AbortController();
    const script = { failures: 1 };
    const end = rejection(load(script, controller.signal));
    // By then it waits, or its attempt is guarded.
    for (let turn = 0; turn < 6; turn++) await null;
    expect(script.failures, 0);
    controller.abort(REASON);
    expect(await end, REASON);
  };
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the call was expected to reject");
}

function expect(actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new Error(`expected ${expected}, but it was ${actual}`);
  }
}

const ofArguments = {
  ...FAST,
  signal: (_: unknown, signal: AbortSignal) => signal,
};
const shared: RetryOptions = { ...FAST, signal: new AbortController().signal };
const budget = new RetryBudget({ minPerSecond: 1_000_000, ttl: 60_000 });
const caller = new RetryingCaller({ waitInitial: 1, waitJitter: 0 });

let open = 0;

/** The ways, by name. */
export const paths: Readonly<Record<string, Path>> = {
  "success at once": { call: succeeds(retry(FAST)(fail), 0) },
  "success later": { call: succeeds(retry(FAST)(later), 0) },
  "failure, then success": { call: succeeds(retry(FAST)(fail), 1) },
  "giving up": {
    call: rejects(retry({ ...FAST, attempts: 2 })(fail), 2, "TypeError"),
  },
  "attempt timeout": {
    call: succeeds(retry({ ...FAST, attemptTimeout: 5 })(hang), 1),
  },
  "deadline": {
    call: rejects(retry({ ...FAST, timeout: 5 })(hang), 1, "TimeoutError"),
  },
  "abort in a wait": {
    call: isAborted(
      retry({ ...ofArguments, waitInitial: LONG })(
        (script, _: AbortSignal) => fail(script),
      ),
    ),
  },
  "abort in an attempt": {
    call: isAborted(
      retry(ofArguments)((script: Script, _: AbortSignal) => hang(script)),
    ),
  },
  "one signal for all": { call: succeeds(retry(shared)(later), 1) },
  "block with its signal": {
    call: succeeds(
      (script) =>
        retryContext({ ...shared, attemptTimeout: 5 }, async ({ signal }) => {
          const result = await hang(script);
          expect(signal.aborted, false);
          return result;
        }),
      1,
    ),
  },
  "for await loop": {
    call: succeeds(async (script) => {
      for await (const attempt of retryContext(shared)) {
        try {
          expect(attempt.signal.aborted, false);
          return await fail(script);
        } catch (error) {
          attempt.fail(error);
        }
      }
      throw new Error("unreachable");
    }, 1),
  },
  "async generator": {
    call: succeeds(async (script) => {
      let last = "";
      for await (const item of retried(script)) last = item;
      return last;
    }, 1),
  },
  "RetryingCaller": {
    call: succeeds((script) => caller.call(TypeError, fail, script), 1),
  },
  "RetryBudget": { call: succeeds(retry({ ...FAST, budget })(fail), 1) },
  "HttpStatusError": {
    call: succeeds(retry({ ...FAST, on: HttpStatusError })(raise), 1),
  },
  "retryFetch": {
    call: succeeds(async (script) => {
      const request = { fetch: (_: string) => answer(script) };
      const load = retryFetch({ ...request, waitInitial: 1, waitJitter: 0 });
      return await (await load("https://api.test/")).text();
    }, 1),
  },
  "hook with a disposable": {
    call: async () => {
      await succeeds(retry(FAST)(fail), 1)();
    },
    setUp() {
      const hooks = setOnRetryHooks([() => {
        open++;
        return { [Symbol.dispose]: () => void open-- };
      }]);
      return {
        [Symbol.dispose]() {
          hooks[Symbol.dispose]();
          expect(open, 0);
        },
      };
    },
  },
};

const retried = retry(FAST)(generate);
