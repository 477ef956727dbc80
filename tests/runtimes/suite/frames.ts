import type { RetryOptions } from "../../../mod.ts";
import { type Caller, CALLERS } from "./callers.ts";
import { type Cases, equal } from "./check.ts";

// Whether an error shows who called is up to the engine: V8 tells who awaits what.
// Bun has another engine, and V8's format. It only knows callers that are loops.
function isShown(way: string): boolean {
  if ("Bun" in globalThis) return way === "a loop";
  return /\n {4}at /.test(new Error().stack ?? "");
}

// A Worker makes no signal while it is loaded.
const choices: Record<string, () => Partial<RetryOptions>> = {
  "by default": () => ({}),
  "without a deadline": () => ({ timeout: null }),
  "with a signal": () => ({ signal: new AbortController().signal }),
  "with a limit for attempts": () => ({ attemptTimeout: 5_000 }),
};

const throwers: Record<string, () => unknown> = {
  "before an await": function theThrower() {
    throw new TypeError("thrown");
  },
  "after an await": async function theThrower() {
    await null;
    throw new TypeError("thrown");
  },
  "after a timer": async function theThrower() {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new TypeError("thrown");
  },
};

/** The stacks of three attempts, of which the last one throws. */
async function stacksOf(
  call: Caller,
  options: Partial<RetryOptions>,
  fn: () => unknown,
): Promise<string[]> {
  const stacks: string[] = [];
  const note = (error: unknown) => {
    stacks.push((error as Error).stack ?? "");
    return true;
  };
  const waits = { waitInitial: 1, waitJitter: 0 };
  await call({ on: note, attempts: 3, ...waits, ...options }, fn).catch(note);
  return stacks;
}

export const frames: Cases = Object.fromEntries(
  Object.entries(CALLERS).map(([way, call]) => [
    `${way} shows the caller in the stack of each attempt's error`,
    async () => {
      const lost: string[] = [];
      for (const [choice, toOptions] of Object.entries(choices)) {
        for (const [when, fn] of Object.entries(throwers)) {
          const stacks = await stacksOf(call, toOptions(), fn);
          equal(stacks.length, 3);
          for (const [index, stack] of stacks.entries()) {
            if (stack.includes("theThrower") && stack.includes("theCaller")) {
              continue;
            }
            lost.push(`attempt ${index + 1} ${when} ${choice}:\n${stack}`);
          }
        }
      }
      if (isShown(way)) equal(lost.join("\n"), "");
    },
  ]),
);
