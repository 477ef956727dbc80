import {
  addHook,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
} from "../../../mod.ts";
import { type Cases, equal, hang, sleep } from "./check.ts";

interface Storage {
  run<T>(store: string, callback: () => T): T;
  getStore(): string | undefined;
}

/** The `AsyncLocalStorage` of the runtime, which the adapter has put there. */
function toStorage(): Storage | undefined {
  const { AsyncLocalStorage } = globalThis as unknown as {
    AsyncLocalStorage?: new () => Storage;
  };
  return AsyncLocalStorage && new AsyncLocalStorage();
}

type Way = (options: RetryOptions, fn: () => unknown) => Promise<unknown>;

const functionWays: Record<string, Way> = {
  "retry()": (options, fn) => retry(options)(fn)(),
  "a block": (options, fn) => retryContext(options, fn),
  "RetryingCaller": ({ on, ...options }, fn) =>
    new RetryingCaller(options).call(on, fn),
};

const ways: Record<string, Way> = {
  ...functionWays,
  "a loop": async (options, fn) => {
    for await (const attempt of retryContext(options)) {
      try {
        return await fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    return undefined;
  },
  "an async generator": async (options, fn) => {
    const items = retry(options)(async function* () {
      yield await fn();
    });
    for await (const item of items()) return item;
    return undefined;
  },
};

const options = { waitInitial: 1, waitJitter: 0, timeout: 5_000 };

/** Notes who runs in which context, until it is disposed. */
function noteIn(storage: Storage): {
  notes: string[];
  here: (what: string) => void;
  stop: () => void;
} {
  const notes: string[] = [];
  const here = (what: string) => {
    notes.push(`${what} in ${storage.getStore()}`);
  };
  const hook = addHook(({ event, name }) => {
    here(`${event} of ${name}`);
  });
  const stop = () =>
    Object.getOwnPropertySymbols(hook).forEach((key) => {
      (hook as unknown as Record<symbol, () => void>)[key]?.();
    });
  return { notes, here, stop };
}

/** Cases that need the storage, for each way to make a call. */
function casesFor(
  promise: string,
  ways: Record<string, Way>,
  run: (storage: Storage, call: Way) => Promise<void>,
): Cases {
  return Object.fromEntries(
    Object.entries(ways).map(([way, call]) => [
      `${way} ${promise}`,
      async () => {
        const storage = toStorage();
        if (storage) await run(storage, call);
      },
    ]),
  );
}

export const context: Cases = {
  ...casesFor(
    "runs all in its caller's context",
    ways,
    async (storage, call) => {
      const { notes, here, stop } = noteIn(storage);
      const on = () => {
        here("on");
        return true;
      };
      const fn = () => {
        here("attempt");
        throw new Error();
      };
      const names = ["a", "b"];
      const calls = names.map((name) =>
        storage.run(
          name,
          () => call({ ...options, name, on, attempts: 2 }, fn).catch(() => {}),
        )
      );
      await storage.run("nobody", () => Promise.all(calls));
      stop();
      equal(
        notes.sort(),
        names.flatMap((name) => [
          `attempt in ${name}`,
          `attempt in ${name}`,
          `on in ${name}`,
          `retry of ${name} in ${name}`,
          `give-up of ${name} in ${name}`,
        ]).sort(),
      );
    },
  ),
  ...casesFor(
    "runs hooks in its caller's context when somebody else aborts its wait",
    ways,
    async (storage, call) => {
      const { notes, stop } = noteIn(storage);
      const controller = new AbortController();
      const { signal } = controller;
      const names = ["a", "b", "c"];
      const calls = names.map((name) =>
        storage.run(
          name,
          () =>
            call(
              { ...options, on: Error, waitInitial: 4_000, name, signal },
              () => {
                throw new Error();
              },
            ).catch(() => {}),
        )
      );
      await sleep(1);
      notes.length = 0;
      storage.run("the aborter", () => controller.abort());
      await Promise.all(calls);
      stop();
      equal(
        notes.sort(),
        names.map((name) => `give-up of ${name} in ${name}`),
      );
    },
  ),
  ...casesFor(
    "runs hooks in its caller's context when somebody else aborts its attempt",
    functionWays,
    async (storage, call) => {
      const { notes, stop } = noteIn(storage);
      const controller = new AbortController();
      const { signal } = controller;
      const names = ["a", "b", "c"];
      const calls = names.map((name) =>
        storage.run(
          name,
          () =>
            call({ ...options, on: Error, name, signal }, hang).catch(() => {}),
        )
      );
      await sleep(1);
      storage.run("the aborter", () => controller.abort());
      await Promise.all(calls);
      stop();
      equal(
        notes.sort(),
        names.map((name) => `give-up of ${name} in ${name}`),
      );
    },
  ),
};
