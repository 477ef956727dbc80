import type { Stage } from "./stage.ts";

/** Checks what must hold amid a wait when no microtask is left. */
export function checkWait({ spec, clock }: Stage): void {
  spec.check(!spec.aborted, "the wait does not end with the abort");
  spec.check(!spec.left, "the wait does not end when the consumer leaves");
  spec.check(!spec.rules.instant, "a wait in testing mode has not ended");
  spec.check(
    spec.waitFrom + spec.wait! - spec.start < spec.rules.timeout,
    "a wait has begun that would end at or past the deadline",
  );
  const [due] = clock.dues;
  spec.check(due !== undefined, "there is no timer for the wait");
  const off = due! - spec.waitDue;
  spec.check(off === 0, `the timer of the wait is off by ${off} ms`);
}

/** Checks the timer of an attempt under way that there is a limit to. */
export function checkLimit({ spec, clock }: Stage): void {
  const { limitDue } = spec;
  const due = clock.dues[0]!;
  // Where something has blocked for too long, it rings as soon as it can.
  const isLate = limitDue <= clock.now && due >= limitDue && due <= clock.now;
  const off = due - limitDue;
  spec.check(off === 0 || isLate, `the timer of the limit is off by ${off} ms`);
}
