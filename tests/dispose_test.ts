// Hosts that have no `Symbol.dispose`, such as Safari and Node.js before 20.
import { assert, assertEquals, assertFalse } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  openTelemetryHook,
  retry,
  setActive,
  setOnRetryHooks,
} from "../mod.ts";
import { dispose, isDisposable, toDisposable } from "../src/lib/dispose.ts";
import { drive, failing, PLAIN } from "./helpers.ts";

const FALLBACK = Symbol.for("Symbol.dispose");

/** Calls a function as a host does that has no `Symbol.dispose`. */
async function withoutDispose(fn: () => unknown): Promise<void> {
  const real = globalThis.Symbol;
  // Not by deleting it, which the host does not allow.
  const fake = Object.assign(
    (description?: string) => real(description),
    { iterator: real.iterator, asyncIterator: real.asyncIterator },
    { toStringTag: real.toStringTag, for: real.for },
  );
  Object.defineProperty(globalThis, "Symbol", { value: fake });
  try {
    await fn();
  } finally {
    Object.defineProperty(globalThis, "Symbol", { value: real });
  }
}

Deno.test("toDisposable() makes what the host disposes", () => {
  let disposed = 0;
  {
    using _ = toDisposable(() => void disposed++);
    assertEquals(disposed, 0);
  }
  assertEquals(disposed, 1);
});

Deno.test("toDisposable() uses the key of compilers where the host has none", async () => {
  let disposed = 0;

  await withoutDispose(() => {
    const disposable = toDisposable(() => void disposed++);
    assertEquals(Reflect.ownKeys(disposable), [FALLBACK]);
    assert(isDisposable(disposable));
    dispose(disposable);
  });

  assertEquals(disposed, 1);
});

Deno.test("isDisposable() takes no other key", async () => {
  const values = [
    undefined,
    null,
    1,
    "text",
    {},
    { undefined() {} },
    { dispose() {} },
    { [Symbol.dispose]: 1 },
    { [Symbol.asyncDispose]() {} },
  ];
  const check = () =>
    values.forEach((value) => assertFalse(isDisposable(value)));

  check();
  await withoutDispose(check);
});

Deno.test("setActive() restores the state where the host has no Symbol.dispose", async () => {
  await withoutDispose(() => {
    const restorer = setActive(true);
    assertFalse("undefined" in restorer);
    dispose(restorer);
  });
});

Deno.test("hooks dispose where the host has no Symbol.dispose", async () => {
  let disposed = 0;
  let ended = 0;
  const span = { end: () => void ended++ };
  const trace = { getTracer: () => ({ startSpan: () => span }) };
  using time = new FakeTime();
  using _ = setOnRetryHooks([
    openTelemetryHook({ trace }),
    () => ({ [FALLBACK]: () => void disposed++ }) as unknown as Disposable,
  ]);

  await withoutDispose(async () => {
    assertEquals(await drive(time, retry(PLAIN)(failing(2))()), "ok");
  });

  assertEquals([disposed, ended], [2, 2]);
});
