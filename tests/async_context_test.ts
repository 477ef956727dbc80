// In which AsyncLocalStorage context attempts, hooks and `on` run.
import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { AsyncLocalStorage } from "node:async_hooks";
import { addHook, retry } from "../mod.ts";
import { PLAIN } from "./helpers.ts";
import { WAYS } from "./ways.ts";

// Real timers keep the context in which they are set, but fake ones do not.
const SHORT = { waitInitial: 1, waitJitter: 0 };

const storage = new AsyncLocalStorage<string>();

function hang(): Promise<never> {
  return new Promise(() => {});
}

/** Notes who runs in which context. */
function note():
  & { notes: string[]; here: (what: string) => void }
  & Disposable {
  const notes: string[] = [];
  const here = (what: string) => {
    notes.push(`${what}: ${storage.getStore()}`);
  };
  const added = addHook(({ event }) => {
    here(event);
    if (event !== "retry") return;
    return { [Symbol.dispose]: () => here("disposed") };
  });
  return { notes, here, [Symbol.dispose]: () => added[Symbol.dispose]() };
}

for (const [way, call] of Object.entries(WAYS)) {
  Deno.test(`${way} runs everything in the context of its caller`, async () => {
    using noted = note();
    const on = () => {
      noted.here("on");
      return true;
    };
    const fn = () => {
      noted.here("attempt");
      throw new TypeError();
    };

    const settled = storage.run(
      "the caller",
      () => call({ ...PLAIN, ...SHORT, on, attempts: 2 }, fn).catch(() => {}),
    );
    await storage.run("somebody else", () => settled);

    assertEquals(
      noted.notes,
      ["attempt", "on", "retry", "disposed", "attempt", "give-up"]
        .map((what) => `${what}: the caller`),
    );
  });

  Deno.test(`${way} runs hooks in the context of its caller after an abort by somebody else`, async () => {
    // One signal for calls from different contexts, in a wait.
    using time = new FakeTime();
    using noted = note();
    const controller = new AbortController();
    const { signal } = controller;
    const fn = () => {
      throw new TypeError();
    };
    const calls = ["a", "b", "c"].map((name) =>
      storage.run(
        name,
        () => call({ ...PLAIN, signal, name }, fn).catch(() => {}),
      )
    );
    await time.runMicrotasks();
    noted.notes.length = 0;

    storage.run("the aborter", () => controller.abort());
    await Promise.all(calls);

    assertEquals(
      noted.notes.sort(),
      ["a", "b", "c"].flatMap((
        name,
      ) => [`disposed: ${name}`, `give-up: ${name}`])
        .sort(),
    );
  });
}

Deno.test("hooks run in the context of the caller if an attempt is aborted by somebody else", async () => {
  for (const call of [WAYS["retry()"]!, WAYS["RetryingCaller"]!]) {
    using noted = note();
    const controller = new AbortController();
    const { signal } = controller;

    const settled = storage.run(
      "the caller",
      () => call({ ...PLAIN, timeout: null, signal }, hang).catch(() => {}),
    );
    await Promise.resolve().then(() => {});
    storage.run("the aborter", () => controller.abort());
    await settled;

    assertEquals(noted.notes, ["give-up: the caller"]);
  }
});

Deno.test("hooks run in the context of the caller at the deadline", async () => {
  using noted = note();

  const settled = storage.run(
    "the caller",
    () => retry({ ...PLAIN, timeout: 5 })(hang)().catch(() => {}),
  );
  await storage.run("somebody else", () => settled);

  assertEquals(noted.notes, ["give-up: the caller"]);
});
