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
  })),
}).map(tidy);

function tidy(script: FunctionScript): FunctionScript {
  const { abort, steps } = script;
  const abortsItself = typeof abort === "object" &&
    abort?.inside === "the attempt";
  const toTidy = (step: FunctionStep): FunctionStep => {
    const { way, reads } = step;
    // The engine throws a TypeError for it.
    const isRevoked = way === "revoked proxy";
    const tidy = isRevoked
      ? { ...step, ok: false, error: "a TypeError" }
      : step;
    if (!abortsItself) return tidy;
    // It is no promise whether such an attempt still succeeds if that takes it
    // some turns, nor whether its own signal aborts if it takes none.
    const isSlow = /thenable|getter/.test(way);
    const quick = isSlow ? { ...tidy, way: "promise" as const } : tidy;
    return { ...quick, reads: reads && !isPrompt(quick) };
  };
  return { ...script, steps: steps.map(toTidy) };
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
