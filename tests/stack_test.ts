// An error shows who called, as it does without this package.
import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import type { RetryOptions } from "../mod.ts";
import { drive } from "./helpers.ts";
import { CALLERS } from "./runtimes/suite/callers.ts";

const CHOICES: Record<string, Partial<RetryOptions>> = {
  "the defaults": {},
  "no deadline": { timeout: null },
  "a signal": { signal: new AbortController().signal },
  "an attemptTimeout": { attemptTimeout: 5_000 },
};

const THROWS: Record<string, () => unknown> = {
  "before an await": function theThrower() {
    throw new TypeError("thrown");
  },
  "after an await": async function theThrower() {
    await null;
    throw new TypeError("thrown");
  },
  "after ten turns": async function theThrower() {
    for (let turn = 0; turn < 10; turn++) await null;
    throw new TypeError("thrown");
  },
};

for (const [way, call] of Object.entries(CALLERS)) {
  Deno.test(`${way} shows the caller in the stack of each attempt's error`, async () => {
    const lost: string[] = [];
    for (const [choice, options] of Object.entries(CHOICES)) {
      for (const [when, fn] of Object.entries(THROWS)) {
        using time = new FakeTime();
        const stacks: string[] = [];
        const on = (error: unknown) => {
          stacks.push((error as Error).stack ?? "");
          return true;
        };

        const settled = call({ on, attempts: 3, ...options }, fn)
          .catch((error) => stacks.push(error.stack));
        await drive(time, settled);

        // The last attempt is not asked about, but throws.
        assertEquals(stacks.length, 3);
        for (const [index, stack] of stacks.entries()) {
          assert(stack.includes("theThrower"), stack);
          if (!stack.includes("theCaller")) {
            lost.push(`${when}, ${choice}, attempt ${index + 1}:\n${stack}`);
          }
        }
      }
    }

    assertEquals(lost.join("\n"), "");
  });

  Deno.test(`${way} puts few frames between its caller and what it retries`, async () => {
    let stack = "";
    const on = (error: unknown) => {
      stack = (error as Error).stack ?? "";
      return false;
    };

    await call({ on }, THROWS["before an await"]!).catch(() => {});

    const frames = stack.split("\n").filter((line) => line.includes("/src/"));
    assert(frames.length <= 4, stack);
  });
}
