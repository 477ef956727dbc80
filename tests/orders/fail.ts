import type { Attempt } from "../../mod.ts";
import type { Event, Stage } from "./stage.ts";
import { REASON } from "./spec.ts";
import { LATE } from "./values.ts";

/**
 * An attempt says that it has failed.
 *
 * @returns What that has thrown, if it has.
 */
export function sayFailed(
  stage: Stage,
  attempt: Attempt,
  error: unknown,
): { readonly error: unknown } | undefined {
  const { spec } = stage;
  const isFirst = !spec.said;
  const isPlanned = spec.phase === "planned";
  const isCurrent = attempt.num === spec.num && !spec.success &&
    (spec.phase === "trying" || isPlanned || spec.phase === "refused");
  if (isCurrent && isFirst) {
    spec.fails(error);
    spec.said = true;
  }
  stage.steps++;
  stage.say(`  attempt ${attempt.num} says that it has failed`);
  if (spec.aborted && isCurrent && spec.phase === "trying") {
    const { signal } = attempt;
    stage.guard(() =>
      spec.check(signal.aborted, "attempt.signal, read late, has not aborted")
    );
  }
  const thrown = toThrown(() => attempt.fail(error));
  stage.say(
    thrown ? `  which throws ${String(thrown.error)}` : "  which returns",
  );

  stage.guard(() => {
    if (spec.phase === "waiting" && !isCurrent) {
      const cause = thrown?.error instanceof TypeError && thrown.error.cause;
      spec.check(
        thrown?.error === error || cause === error,
        "a late fail() throws another error",
      );
    } else if (!isCurrent) {
      spec.check(thrown?.error === error, "fail() does not throw what is late");
    } else if (isFirst) {
      if (!thrown) spec.check(spec.phase === "planned", "fail() plans nothing");
      else {
        spec.check(
          spec.phase !== "planned",
          "fail() throws, and plans a retry",
        );
        const isTold = spec.end !== undefined || !spec.aborted;
        const last = isTold ? spec.end?.error ?? error : REASON;
        spec.check(thrown.error === last, "fail() throws another error");
        if (spec.phase === "trying") spec.phase = "refused";
      }
    } else if (isPlanned) {
      spec.check(
        thrown?.error instanceof TypeError && thrown.error !== error &&
          thrown.error.cause === error,
        "a second fail() throws no TypeError with its cause",
      );
    } else {
      spec.check(
        thrown?.error === error,
        "a second fail() throws another error",
      );
    }
  });
  return thrown;
}

/** An attempt that is over, amid the wait, can say that it has failed. */
export function sayFailedLate(stage: Stage): Event[] {
  const { spec, setting } = stage;
  const attempt = stage.attempts.at(-1);
  if (!setting.reads || !attempt || spec.phase !== "waiting") return [];
  if (stage.lates === 0) return [];
  return [{
    words: "amid the wait,",
    reserve: () => stage.lates--,
    happen: () => sayFailed(stage, attempt, LATE),
  }];
}

/** Attempts that are over say that they have failed, and read their signals. */
export function failLate(stage: Stage): void {
  for (const attempt of stage.attempts) {
    sayFailed(stage, attempt, LATE);
  }
}

function toThrown(callback: () => void): { error: unknown } | undefined {
  try {
    callback();
    return undefined;
  } catch (error) {
    return { error };
  }
}
