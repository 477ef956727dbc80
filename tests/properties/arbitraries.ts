import fc from "fast-check";
import {
  type Answer,
  HOOK_KINDS,
  type Mode,
  type Moment,
  type Options,
  PLACES,
  type Script,
  type Step,
} from "./script.ts";
import { ERROR_NAMES, WRONG_ANSWER_NAMES } from "./values.ts";

// Few different lengths of time, so that things often happen at once.
export const length: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(1, 50, 100, 200, 300),
  fc.integer({ min: 1, max: 500 }),
);
const fraction = length.map((ms) => ms / 4 + 0.1);
// The longest timer that there is, and more.
const ages = fc.constantFrom(2 ** 31 - 1, 2 ** 31, 3e9 + 0.5);
export const pause: fc.Arbitrary<number> = fc.oneof(fc.constant(0), length);
const wait = fc.oneof(
  { arbitrary: length, weight: 4 },
  fraction,
  ages,
  fc.constant(0),
);
const limit = fc.oneof(
  length.map((ms) => 4 * ms),
  fraction.map((ms) => 9 * ms),
  ages,
  fc.constantFrom(null, Infinity, undefined),
);

const options: fc.Arbitrary<Options> = fc.record({
  attempts: fc.oneof(
    fc.integer({ min: 1, max: 8 }),
    fc.constantFrom(null, Infinity, 2 ** 53, undefined),
  ),
  timeout: limit,
  attemptTimeout: limit,
  waitInitial: wait,
  waitMax: wait,
  waitJitter: fc.oneof(
    { arbitrary: fc.constant(0), weight: 6 },
    length,
    fraction,
  ),
  waitExpBase: fc.constantFrom(1, 1.5, 2, 10, 1e300),
}, { requiredKeys: ["waitJitter"] });

const mode: fc.Arbitrary<Mode> = fc.oneof(
  { arbitrary: fc.constant({ is: "on" } as const), weight: 16 },
  fc.constant({ is: "off" } as const),
  fc.record({
    is: fc.constant("testing" as const),
    attempts: fc.integer({ min: 1, max: 5 }),
    cap: fc.boolean(),
  }),
);

export const error: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constant("a TypeError"), weight: 3 },
  fc.constantFrom(...ERROR_NAMES),
);

export const answer: fc.Arbitrary<Answer> = fc.oneof(
  { arbitrary: fc.constant(true), weight: 16 },
  { arbitrary: wait, weight: 8 },
  wait.map((ms) => -ms),
  fc.constant(false),
  fc.record({ wrong: fc.constantFrom(...WRONG_ANSWER_NAMES) }),
  fc.record({ throws: error }),
);

const moment: fc.Arbitrary<Moment> = fc.oneof(
  length.map((ms) => 2 * ms),
  fc.record({
    inside: fc.constantFrom(...PLACES),
    num: fc.integer({ min: 1, max: 4 }),
  }),
);

export const rarely: fc.Arbitrary<boolean> = fc.oneof(
  { arbitrary: fc.constant(false), weight: 9 },
  fc.constant(true),
);
export const mostly: fc.Arbitrary<boolean> = rarely.map((it) => !it);

/** The parts of a script whose attempts are like that. */
export function scriptOf<S extends Step>(
  step: fc.Arbitrary<S>,
): { [K in keyof Script]: fc.Arbitrary<Script<S>[K]> } {
  return {
    options,
    objects: fc.boolean(),
    on: fc.oneof(
      { arbitrary: fc.constant("hook" as const), weight: 2 },
      fc.constantFrom(["TypeError"], ["TypeError", "RangeError"]),
    ),
    signal: fc.constantFrom("none", "given", "of arguments"),
    budget: rarely,
    mode,
    hooks: fc.array(fc.constantFrom(...HOOK_KINDS), {
      maxLength: 3,
      size: "max",
    }),
    steps: fc.array(step, { maxLength: 7, size: "max" }),
    abort: fc.oneof(
      { arbitrary: fc.constant(null), weight: 10 },
      { arbitrary: moment, weight: 10 },
      fc.constant("before" as const),
    ),
    jumps: fc.oneof(
      { arbitrary: fc.constant([]), weight: 2 },
      fc.array(
        fc.record({ when: moment, by: length.map((ms) => 3 * ms) }),
        { maxLength: 2 },
      ),
    ),
  };
}
