// What must hold in every realm. Test runners, iframes and `node:vm` run it: what
// the runtime throws comes from another realm there.
import {
  HttpStatusError,
  raiseForStatus,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOn,
  type RetryOptions,
  setOnRetryHooks,
  transientHttp,
} from "@stamina/retry";

/** What the cases need from outside. */
export interface Setup {
  /** An address that refuses connections. */
  readonly refused: string;
  /** An address that answers with the status 503. */
  readonly unavailable: string;
  /** Makes a request. */
  readonly fetch: typeof fetch;
  /** Fails with an error of the runtime, where there is something that does. */
  readonly readMissingFile?: () => Promise<unknown>;
}

const QUICK = { attempts: 3, waitInitial: 0, waitJitter: 0 } as const;

class AppError extends Error {}

/** Disposes, also where a realm has no `Symbol.dispose`. */
function dispose(disposable: object): void {
  const key = (Symbol as { dispose?: symbol }).dispose ??
    Symbol.for("Symbol.dispose");
  (disposable as Record<symbol, () => void>)[key]!();
}

// A user has picked the name of a built-in class.
const namesake = {
  TypeError: class TypeError extends Error {},
};

/** All cases, by name: each rejects if what it says does not hold. */
export function casesWith(
  { refused, unavailable, fetch, readMissingFile }: Setup,
): Record<string, () => Promise<void>> {
  const load = () => fetch(refused);
  const expectCalls = async (
    expected: number,
    on: RetryOn,
    fn: () => unknown,
  ) => {
    let calls = 0;
    const counted = () => {
      calls++;
      return fn();
    };
    const failed = await retry({ ...QUICK, on })(counted)()
      .then(() => false, () => true);
    expect(failed, "it was expected to fail");
    expect(calls === expected, `${calls} calls instead of ${expected}`);
  };

  return {
    "a refused fetch is retried on its class": async () => {
      await expectCalls(3, TypeError, load);
    },
    "a refused fetch is retried on Error": async () => {
      await expectCalls(3, Error, load);
    },
    "a refused fetch is retried on a list": async () => {
      await expectCalls(3, [RangeError, TypeError], load);
      await expectCalls(3, [RangeError, () => true], load);
    },
    "a refused fetch is not retried on other classes": async () => {
      await expectCalls(1, [RangeError, AppError, DOMException], load);
      await expectCalls(1, namesake.TypeError, load);
    },
    "a refused fetch is transient": async () => {
      await expectCalls(3, transientHttp, load);
    },
    "a refused fetch is retried in a loop and in a block": async () => {
      const options = { ...QUICK, on: TypeError };
      let calls = 0;
      const count = async () => {
        calls++;
        await load();
      };
      await retryContext(options, count).catch(() => {});
      await loop(options, count).catch(() => {});
      await new RetryingCaller(QUICK).call(TypeError, count).catch(() => {});
      expect(calls === 9, `${calls} calls instead of 9`);
    },
    "a bad status is an error of this package": async () => {
      const get = async () => raiseForStatus(await fetch(unavailable));
      await expectCalls(3, HttpStatusError, get);
      await expectCalls(3, transientHttp, get);
      await expectCalls(3, Error, get);
      await expectCalls(1, TypeError, get);
    },
    "a bug is not transient": async () => {
      await expectCalls(1, transientHttp, () => {
        throw new TypeError("undefined is not a function");
      });
    },
    "an error that was cloned is retried": async () => {
      await expectCalls(3, TypeError, () => {
        throw structuredClone(new TypeError("cloned"));
      });
    },
    "an error of one's own is retried": async () => {
      const fail = () => {
        throw new AppError();
      };
      await expectCalls(3, AppError, fail);
      await expectCalls(3, Error, fail);
      await expectCalls(1, TypeError, fail);
    },
    "an error of a timeout is retried": async () => {
      const signal = AbortSignal.timeout(1);
      const wait = async () => {
        while (!signal.aborted) await new Promise((go) => setTimeout(go, 1));
        throw signal.reason;
      };
      await expectCalls(3, DOMException, wait);
      await expectCalls(3, transientHttp, wait);
      await expectCalls(1, TypeError, wait);
    },
    "a deadline is a DOMException": async () => {
      const hang = () => new Promise(() => {});
      const error = await retry({ on: Error, timeout: 10 })(hang)()
        .then(() => undefined, (error) => error);
      expect(error instanceof DOMException, "it is none");
      expect((error as Error).name === "TimeoutError", "it has another name");
    },
    "the caller's signal is taken": async () => {
      const controller = new AbortController();
      const reason = new AppError();
      const options = { on: TypeError, signal: controller.signal };
      const result = retry(options)(load)();
      controller.abort(reason);
      const error = await result.then(() => undefined, (error) => error);
      expect(error === reason, "it has another reason");
    },
    "classes of the error's own realm are taken": async () => {
      const error = await load().then(() => undefined, (error) => error);
      const own = error.constructor;
      await expectCalls(3, own, load);
      await expectCalls(3, [own], () => {
        throw new TypeError();
      });
    },
    "functions of every kind are taken, and classes refused": async () => {
      const wrap = retry({
        ...QUICK,
        on: TypeError,
      }) as unknown as (value: unknown) => unknown;
      const items = [];
      const iterate = wrap(async function* () {
        yield 1;
      }) as () => AsyncGenerator<number>;
      for await (const item of iterate()) items.push(item);
      expect(items.length === 1, "a generator has lost its items");
      const frozen = Object.freeze(function named() {
        return "[native code]";
      });
      for (const fn of [frozen, new Proxy(frozen, {})]) {
        const wrapped = wrap(fn) as () => Promise<string>;
        expect(await wrapped() === "[native code]", "it is not called");
      }
      for (const wrong of [AppError, TypeError, Map, function* () {}]) {
        expect(refuses(() => wrap(wrong)), `${wrong.name} is taken`);
      }
      for (const wrong of [Map, [], "TypeError", class NotAnError {}]) {
        // deno-lint-ignore no-explicit-any -- wrong on purpose
        expect(refuses(() => retry({ on: wrong as any })), `${wrong} is taken`);
      }
    },
    "an async hook that fails is reported, and no more": async () => {
      const reported: unknown[] = [];
      const { error } = console;
      console.error = (_, error) => void reported.push(error);
      const reason = new AppError();
      // deno-lint-ignore no-explicit-any -- it must not be async
      const hook: any = () => Promise.reject(reason);
      const hooks = setOnRetryHooks([hook]);
      try {
        await expectCalls(3, TypeError, load);
        await new Promise((go) => setTimeout(go, 1));
      } finally {
        console.error = error;
        dispose(hooks);
      }
      expect(reported.length === 2, `${reported.length} were reported`);
      expect(reported[0] === reason, "another error was reported");
    },
    ...readMissingFile && {
      "an error of the runtime's modules is retried": async () => {
        await expectCalls(3, Error, readMissingFile);
        await expectCalls(1, [TypeError, AppError], readMissingFile);
      },
    },
  };
}

/** Runs all cases, and returns what has failed. */
export async function runAll(setup: Setup): Promise<string[]> {
  const failures: string[] = [];
  for (const [name, run] of Object.entries(casesWith(setup))) {
    await run().catch((error) => failures.push(`${name}: ${error}`));
  }
  return failures;
}

async function loop(
  options: RetryOptions,
  fn: () => Promise<void>,
): Promise<void> {
  for await (const attempt of retryContext(options)) {
    try {
      return await fn();
    } catch (error) {
      attempt.fail(error);
    }
  }
}

function refuses(use: () => unknown): boolean {
  try {
    use();
    return false;
  } catch (error) {
    return error instanceof TypeError;
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
