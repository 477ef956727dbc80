import { assertStrictEquals } from "@std/assert";
import { type Attempt, retryContext } from "../../mod.ts";
import type { Event } from "./events.ts";
import type { Script, Step } from "./script.ts";
import { Stage } from "./stage.ts";
import { errorOf } from "./values.ts";

/** A `for await` loop over attempts. */
export type LoopScript = Script<Round>;

/** What one round of the loop does. */
export interface Round extends Step {
  /** Whether it reads the signal of its attempt. */
  readonly reads: boolean;
  /** How long it takes until it has succeeded or failed. */
  readonly after: number;
  readonly fails: boolean;
  /** Whether it goes on if `fail` throws. */
  readonly catches: boolean;
  /** Whether it then fails once more. */
  readonly failsTwice: boolean;
  /** How long it goes on after that. */
  readonly lingers: number;
  readonly ends: typeof ENDS[number];
}
export const ENDS = [
  "so",
  "by continue",
  "by break",
  "by return",
  "by throw",
] as const;

/** What the loop does in rounds that the script says nothing about. */
export const QUIET: Round = {
  reads: false,
  after: 0,
  fails: false,
  catches: false,
  failsTwice: false,
  lingers: 0,
  ends: "so",
  error: "undefined",
  answer: false,
};

/** What is said to fail the second time, and what is thrown to leave the loop. */
export const SECOND: unknown = Symbol("the second failure");
export const THROWN: unknown = Symbol("thrown to leave the loop");

/** Plays a script with a loop, and returns what was to be seen. */
export async function observeLoop(
  script: LoopScript,
): Promise<readonly Event[]> {
  using stage = new Stage(script);
  const attempts: Attempt[] = [];
  const events = await stage.play(loop(stage, script, attempts));

  for (const attempt of attempts) refuseToFail(attempt);
  return events;
}

async function loop(
  stage: Stage,
  { steps }: LoopScript,
  attempts: Attempt[],
): Promise<string> {
  const { options, on } = stage;
  for await (const attempt of retryContext({ ...options, on })) {
    const round = steps[attempt.num - 1] ?? QUIET;
    for (const earlier of attempts) refuseToFail(earlier);
    attempts.push(attempt);
    stage.begin(attempt, round.reads);
    await stage.delay(round.after);
    if (round.fails) {
      stage.fail(attempt, errorOf(round.error), round.catches);
      if (round.failsTwice) stage.fail(attempt, SECOND, true);
      await stage.delay(round.lingers);
    }
    if (round.ends === "by continue") continue;
    if (round.ends === "by break") break;
    if (round.ends === "by return") return "returned";
    if (round.ends === "by throw") throw THROWN;
  }
  return "left";
}

/** Checks that an attempt that has ended only throws what it is told. */
function refuseToFail(attempt: Attempt): void {
  let thrown: unknown;
  try {
    attempt.fail(SECOND);
  } catch (error) {
    thrown = error;
  }
  assertStrictEquals(thrown, SECOND);
}
