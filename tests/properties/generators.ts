import { retry } from "../../mod.ts";
import type { Event } from "./events.ts";
import type { Script, Step } from "./script.ts";
import { Stage } from "./stage.ts";
import { errorOf, resultOf } from "./values.ts";

/** A call of an async generator function, and what its consumer does with it. */
export interface GeneratorScript extends Script<Life> {
  readonly uses: readonly Use[];
}

/** What the generator does in one attempt. */
export interface Life extends Step {
  readonly yields: number;
  /** How long it takes after that. */
  readonly after: number;
  readonly ok: boolean;
  /** The name of what it returns, if it does. */
  readonly result: string;
  /** Whether it goes on when its consumer throws into it. */
  readonly catches: boolean;
  /** What it does when its consumer leaves. */
  readonly cleanup: "nothing" | "yields" | "throws";
}

/** What the consumer does. */
export interface Use {
  readonly does: "next" | "throw" | "return";
  /** The names of what it hands over. */
  readonly result: string;
  readonly error: string;
  /** How long it waits before that. */
  readonly after: number;
}

/** What the generator does in attempts that the script says nothing about. */
export const SHORT: Life = {
  yields: 1,
  after: 0,
  ok: true,
  result: "undefined",
  catches: false,
  cleanup: "nothing",
  error: "undefined",
  answer: false,
};

/** What is thrown in cleanup. */
export const CLEANUP: unknown = Symbol("thrown in cleanup");

/** Plays a script with a generator, and returns what was to be seen. */
export async function observeGenerator(
  script: GeneratorScript,
): Promise<readonly Event[]> {
  using stage = new Stage(script);
  const { options, on } = stage;

  const generate = retry({ ...options, on })(async function* () {
    stage.begin();
    return yield* live(stage, script.steps[stage.num - 1] ?? SHORT);
  });

  return await stage.play(consume(stage, generate(), script.uses));
}

async function* live(
  stage: Stage,
  life: Life,
): AsyncGenerator<unknown, unknown, unknown> {
  let isLeft = true;
  try {
    for (let item = 1; item <= life.yields; item++) {
      try {
        stage.tell("got", yield `item ${item} of attempt ${stage.num}`);
      } catch (error) {
        stage.tell("caught", error);
        if (life.catches) continue;
        isLeft = false;
        throw error;
      }
    }
    isLeft = false;
    await stage.delay(life.after);
    if (life.ok) return resultOf(life.result);
    throw errorOf(life.error);
  } finally {
    if (isLeft) {
      stage.tell("left");
      if (life.cleanup === "yields") yield "cleanup";
      // deno-lint-ignore no-unsafe-finally -- users do, too
      if (life.cleanup === "throws") throw CLEANUP;
    }
  }
}

async function consume(
  stage: Stage,
  items: AsyncGenerator<unknown, unknown, unknown>,
  uses: readonly Use[],
): Promise<string> {
  for (const { does, result, error, after } of uses) {
    await stage.delay(after);
    const value = does === "throw" ? errorOf(error) : resultOf(result);
    try {
      const step = await items[does](value);
      stage.tell(does, step.done, step.value);
    } catch (thrown) {
      stage.tell(`${does} threw`, thrown);
    }
  }
  return "consumed";
}
