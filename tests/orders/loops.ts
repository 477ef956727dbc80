import { type Attempt, retryContext } from "../../mod.ts";
import { failLate, sayFailed, sayFailedLate } from "./fail.ts";
import { errorOf } from "./values.ts";
import { checkLimit, checkWait } from "./wait.ts";
import type { Event, Form, Stage } from "./stage.ts";

/** A `for await` loop over attempts. */
export const LOOP: Form = toForm(async (stage, iterable) => {
  for await (const attempt of iterable) {
    const goesOn = await round(stage, attempt);
    if (!goesOn) return;
    stage.asksForNext();
  }
});

/** The same without the help of the language: it can leave amid a wait. */
export const ITERATOR: Form = {
  ...toForm(async (stage, iterable) => {
    const iterator = iterable[Symbol.asyncIterator]();
    iterators.set(stage, iterator);
    for (;;) {
      const { done, value } = await iterator.next();
      // What has been handed out already when it leaves is no concern of it.
      if (done || stage.spec.left) return;
      let goesOn = false;
      try {
        goesOn = await round(stage, value);
      } finally {
        if (!goesOn) await iterator.return?.();
      }
      if (!goesOn) return;
      stage.asksForNext();
    }
  }),
  between: (stage) => toLeaving(stage),
};

const iterators = new WeakMap<Stage, AsyncIterator<Attempt>>();
const LATER = new RangeError("thrown to leave");

function toLeaving(stage: Stage): Event[] {
  if (stage.leaves === 0 || stage.spec.phase === "new") return [];
  return [{
    words: "the consumer leaves",
    reserve: () => stage.leaves--,
    happen: () => {
      stage.spec.left = true;
      stage.spec.phase = "over";
      void iterators.get(stage)?.return?.();
    },
  }];
}

function toForm(
  run: (stage: Stage, iterable: AsyncIterable<Attempt>) => Promise<void>,
): Form {
  return {
    abandons: false,
    begin(stage) {
      const iterable = retryContext({ ...stage.options, on: stage.on });
      run(stage, iterable).then(
        () => stage.guard(() => ended(stage)),
        (error) => stage.guard(() => threw(stage, error)),
      );
    },
    check,
    events: (stage) => sayFailedLate(stage),
    between: () => [],
    end: failLate,
  };
}

/** One round of the loop; tells whether it asks for the next one. */
async function round(stage: Stage, attempt: Attempt): Promise<boolean> {
  stage.attemptBegins(attempt);
  const { spec } = stage;
  const { num } = attempt;
  let way = stage.choose(stage.setting.ways);
  if (way === "goes on") {
    const { promise, resolve } = Promise.withResolvers<string>();
    stage.settlable(
      num,
      () => resolve("ends"),
      () => resolve("fails"),
      [{ words: "leaves", happen: () => resolve("leaves") }],
    );
    way = await promise;
  }
  stage.step(`  it ${way}`);
  switch (way) {
    case "ends":
      return true;
    case "leaves":
      leave(stage);
      return false;
    case "throws":
      leave(stage);
      throw LATER;
  }

  let thrown = sayFailed(stage, attempt, errorOf(num));
  if (way === "fails twice") thrown = sayFailed(stage, attempt, errorOf(num));
  if (thrown) {
    const isCaught = stage.choose([false, true]);
    if (isCaught) return true;
    stage.say("  it lets that through");
    if (spec.phase !== "over") leave(stage);
    spec.end = thrown;
    throw thrown.error;
  }
  let then = stage.choose(["ends", "leaves", "goes on"]);
  if (then === "goes on") {
    const { promise, resolve } = Promise.withResolvers<string>();
    stage.settlable(num, () => resolve("ends"), () => resolve("leaves"));
    then = await promise;
  }
  stage.step(`  it ${then}`, then !== "ends");
  if (then === "ends") return true;
  leave(stage);
  return false;
}

function leave({ spec }: Stage): void {
  spec.left = true;
  spec.phase = "over";
}

function ended(stage: Stage): void {
  const { spec } = stage;
  stage.say("  the loop ends");
  spec.check(!spec.settled, "the loop ends twice");
  spec.check(spec.left, "the loop ends by itself");
  spec.settled = { value: undefined };
}

function threw(stage: Stage, error: unknown): void {
  const { spec } = stage;
  stage.say(`  the loop throws ${String(error)}`);
  spec.check(!spec.settled, "the loop ends twice");
  if (spec.num === 0) spec.check(spec.aborted, "the loop throws at once");
  else if (error !== LATER) {
    spec.check(spec.end !== undefined, "the loop throws without any reason");
    spec.check(error === spec.end?.error, "the loop throws another error");
  }
  spec.settled = { error };
  spec.phase = "over";
}

function check(stage: Stage): void {
  const { spec, clock } = stage;
  if (spec.settled) return;
  spec.check(stage.controller.listening <= 1, "two listen to the signal");
  const [due] = clock.dues;
  if (spec.phase === "waiting") return checkWait(stage);
  spec.check(
    spec.num > 0 || !spec.aborted,
    "the loop does not end after the abort",
  );
  const isHeld = spec.phase === "trying" && spec.stop === undefined &&
    stage.signals.has(spec.num) && spec.limitDue < Infinity;
  if (spec.phase !== "trying") return;
  spec.check((due !== undefined) === isHeld, "no timer, or one too many");
  if (!isHeld) return;
  checkLimit(stage);
}
