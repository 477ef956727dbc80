// The stack of an error that the package makes about a mistake begins at the line
// that made it, not in the package.
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { retry } from "../mod.ts";
import { blameCaller } from "../src/lib/messages.ts";
import { patch } from "./helpers.ts";
import { firstFrames } from "./mistakes.ts";

Deno.test("the stack of a mistake begins at its line", () => {
  for (const [name, frame] of Object.entries(firstFrames())) {
    assert(frame.includes("tests/mistakes.ts"), `${name}: ${frame}`);
  }
});

Deno.test("blameCaller() leaves the errors of the user's code alone", () => {
  const thrown = Object.freeze(new Error("mine"));
  const { stack } = thrown;
  const options = {
    get on(): never {
      throw thrown;
    },
  };

  const error = assertThrows(() => retry(options));

  assertStrictEquals(error, thrown);
  assertEquals(error.stack, stack);
  for (const value of [undefined, null, 1, "text", Symbol("any")]) {
    assertStrictEquals(blameCaller(value, retry), value);
  }
});

Deno.test("a mistake is told where an engine cannot shorten stacks", () => {
  // deno-lint-ignore no-explicit-any -- it may be missing
  using _ = patch(Error, "captureStackTrace", undefined as any);

  assertThrows(
    () => retry({ on: TypeError, attempts: 0 }),
    RangeError,
    "'attempts' must be a positive integer",
  );
});
