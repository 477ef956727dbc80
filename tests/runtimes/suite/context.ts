import { addHook, type RetryOptions } from "../../../mod.ts";
import { FUNCTION_WAYS, type Way, WAYS } from "../../ways.ts";
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
  ways: Readonly<Record<string, Way>>,
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

/** Makes calls in contexts of their own, and aborts them all in another one. */
async function abortedBySomebodyElse(
  storage: Storage,
  call: Way,
  changes: Partial<RetryOptions>,
  fn: () => unknown,
): Promise<void> {
  const { notes, stop } = noteIn(storage);
  const controller = new AbortController();
  const { signal } = controller;
  const names = ["a", "b", "c"];
  const calls = names.map((name) =>
    storage.run(
      name,
      () =>
        call({ ...options, on: Error, ...changes, name, signal }, fn)
          .catch(() => {}),
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
}

export const context: Cases = {
  ...casesFor(
    "runs all in its caller's context",
    WAYS,
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
    WAYS,
    (storage, call) =>
      abortedBySomebodyElse(storage, call, { waitInitial: 4_000 }, () => {
        throw new Error();
      }),
  ),
  ...casesFor(
    "runs hooks in its caller's context when somebody else aborts its attempt",
    FUNCTION_WAYS,
    (storage, call) => abortedBySomebodyElse(storage, call, {}, hang),
  ),
};
