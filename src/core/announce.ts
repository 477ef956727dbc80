import type { GiveUpReason } from "../hooks/details.ts";
import { announceGiveUp, announceRetry } from "../hooks/hooks.ts";
import { type Invocation, nameOf } from "./callee.ts";
import type { Interrupts } from "./interrupts.ts";
import type { PlannedRetry } from "./planned_retry.ts";

/** What hooks are told of a call. */
export interface Told {
  readonly invocation: Invocation;
  /** The number of attempts that were begun. */
  readonly num: number;
  /** The milliseconds that were waited so far. */
  readonly waited: number;
  readonly interrupts: Pick<Interrupts, "limits">;
}

/**
 * Tells the hooks about a retry that is planned.
 *
 * @param call The call.
 * @param retry The retry.
 * @returns What is to be called before the retry, if anything.
 */
export function tellRetry(
  call: Told,
  { wait, error }: Pick<PlannedRetry, "wait" | "error">,
): (() => void) | undefined {
  return announceRetry(() => ({
    name: nameOf(call.invocation),
    args: Object.freeze(call.invocation.args),
    retryNum: call.num,
    waitFor: wait,
    waitedSoFar: call.waited,
    causedBy: error,
  }));
}

/**
 * Tells the hooks why there is no retry.
 *
 * @param call The call.
 * @param reason Why it ends.
 * @param causedBy What it ends with.
 */
export function tellGiveUp(
  call: Told,
  reason: GiveUpReason,
  causedBy: unknown,
): void {
  if (call.invocation.policy.silent) return;
  announceGiveUp(() => ({
    name: nameOf(call.invocation),
    args: Object.freeze(call.invocation.args),
    attempts: call.num,
    waited: call.waited,
    elapsed: call.interrupts.limits.elapsed(),
    causedBy,
    reason,
  }));
}
