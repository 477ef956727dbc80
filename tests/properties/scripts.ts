import fc from "fast-check";
import {
  answer,
  error,
  length,
  mostly,
  pause,
  rarely,
  scriptOf,
} from "./arbitraries.ts";
import {
  FORMS,
  type FunctionScript,
  type FunctionStep,
  isPrompt,
  WAYS,
} from "./functions.ts";
import type { GeneratorScript } from "./generators.ts";
import { ENDS, type LoopScript } from "./loops.ts";
import { RESULT_NAMES } from "./values.ts";

/** Scripts of calls of functions. */
export const functionScripts: fc.Arbitrary<FunctionScript> = fc.record({
  form: fc.constantFrom(...FORMS),
  ...scriptOf(fc.record({
    way: fc.constantFrom(...WAYS),
    ok: rarely,
    result: fc.constantFrom(...RESULT_NAMES),
    error,
    answer,
    after: length,
    reads: fc.boolean(),
    failsFirst: rarely,
  })),
}).map(tidy);

/** Leaves out what is no promise: which of two things in one turn comes first. */
function tidy(script: FunctionScript): FunctionScript {
  const { abort } = script;
  const inside = typeof abort === "object" ? abort?.inside : undefined;
  const steps = script.steps.map((step): FunctionStep => {
    let { way, ok, reads, error, failsFirst } = step;
    if (script.form !== "block") failsFirst = false;
    if (script.form === "async") {
      if (!isPrompt(step)) way = way === "hang" ? way : "async with a timer";
      else if (way !== "revoked proxy") way = "at once";
    }
    if (way === "revoked proxy") {
      // The engine throws a TypeError for it.
      ok = failsFirst = false;
      error = "a TypeError";
    }
    if (failsFirst) {
      // Whether it fails once more, or is cut short.
      if (inside || !isPrompt(step)) ok = true;
      if (way === "async with a timer") way = "timer";
    }
    if (inside === "the attempt" || inside && failsFirst) {
      // Whether it has some turns to succeed, or is cut short.
      if (/thenable|getter/.test(way)) way = "promise";
      // Whether its signal tells about that, or it has ended before.
      if (failsFirst || isPrompt({ way })) reads = false;
    }
    return { ...step, way, ok, reads, error, failsFirst };
  });
  return { ...script, steps };
}

/** The same with a clock that stands still, steps back or leaps. */
export const brokenClockScripts: fc.Arbitrary<FunctionScript> = fc.tuple(
  functionScripts,
  fc.array(fc.nat(2_000), { minLength: 1, maxLength: 4 }),
).map(([script, clock]) => ({ ...script, clock }));

/** Scripts of `for await` loops. */
export const loopScripts: fc.Arbitrary<LoopScript> = fc.record(
  scriptOf(fc.record({
    reads: fc.boolean(),
    after: pause,
    fails: mostly,
    catches: fc.boolean(),
    failsTwice: rarely,
    lingers: pause,
    ends: fc.oneof(
      { arbitrary: fc.constantFrom("so", "by continue"), weight: 9 },
      fc.constantFrom(...ENDS),
    ),
    error,
    answer,
  })),
);

/** Scripts of async generators. */
export const generatorScripts: fc.Arbitrary<GeneratorScript> = fc.record({
  ...scriptOf(fc.record({
    yields: fc.nat(2),
    after: pause,
    ok: rarely,
    result: fc.constantFrom(...RESULT_NAMES),
    catches: fc.boolean(),
    cleanup: fc.constantFrom("nothing", "yields", "throws"),
    error,
    answer,
  })),
  uses: fc.array(
    fc.record({
      does: fc.oneof(
        { arbitrary: fc.constant("next" as const), weight: 8 },
        fc.constantFrom("throw", "return"),
      ),
      result: fc.constantFrom(...RESULT_NAMES),
      error,
      after: pause,
    }),
    { maxLength: 12, size: "max" },
  ),
}).map(startAtOnce);

// The model counts time from the start of the call.
function startAtOnce(script: GeneratorScript): GeneratorScript {
  const uses = script.uses.map((use, index) =>
    index === 0 ? { ...use, after: 0 } : use
  );
  return { ...script, uses };
}
