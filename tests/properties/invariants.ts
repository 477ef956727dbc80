import { assert, assertEquals } from "@std/assert";
import type { Event } from "./events.ts";
import type { FunctionScript } from "./functions.ts";
import { rulesOf } from "./rules.ts";
import { isDisposable } from "./script.ts";

/** Checks what holds whatever the clock says, and returns what was to be seen. */
export function holdInvariants(
  script: FunctionScript,
  observed: readonly Event[],
): readonly Event[] {
  const { attempts, timeout, instant } = rulesOf(script);
  const { waitInitial = 100, waitMax = 45_000, waitJitter = 1_000 } =
    script.options;
  const count = (kind: string) =>
    observed.filter(([, what]) => what === kind).length;

  assert(count("attempt") <= attempts, "too many attempts");
  assert(count("gave up") <= 1, "it gave up twice");
  const ends = count("resolved") + count("rejected");
  const canHang = script.steps.some(({ way }) => way === "hang");
  assert(ends === 1 || canHang && ends === 0, "it did not settle once");
  const disposables = script.hooks.filter(isDisposable).length;
  if (ends === 1) assertEquals(count("dispose"), disposables * count("retry"));

  // Time does not come back, and what was waited is gone.
  let remaining = timeout;
  for (const [, what, num, , left] of observed) {
    if (what !== "attempt" || left === undefined) continue;
    assert(Number(left) <= remaining, `time came back in attempt ${num}`);
    remaining = Number(left);
  }

  let waited = 0;
  for (const [, what, num, waitFor, waitedSoFar] of observed) {
    if (what !== "retry") continue;
    const wait = Number(waitFor);
    const answer = script.steps[Number(num) - 1]?.answer;
    const longest = instant ? 0 : Math.max(
      (waitInitial > 0 ? waitMax : 0) + waitJitter,
      typeof answer === "number" ? answer : 0,
    );
    assert(wait >= 0 && wait <= longest, "a wait is out of bounds");
    assertEquals(waitedSoFar, waited);
    waited += wait;
    assert(waited < timeout, "a wait would have ended past the deadline");
  }
  return observed;
}
