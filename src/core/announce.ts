import type { CallDetails, GiveUpReason } from "../hooks/details.ts";
import {
  tellAboutGiveUp,
  tellAboutRecovery,
  tellAboutRetry,
} from "../hooks/tell.ts";
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
export function announceRetry(
  call: Told,
  { wait, error }: Pick<PlannedRetry, "wait" | "error">,
): (() => void) | undefined {
  return tellAboutRetry(call.invocation.policy.onRetry, () => ({
    event: "retry",
    ...detailsOf(call),
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
export function announceGiveUp(
  call: Told,
  reason: GiveUpReason,
  causedBy: unknown,
): void {
  const { policy } = call.invocation;
  if (policy.silent) return;
  tellAboutGiveUp(policy.onGiveUp, () => ({
    event: "give-up",
    ...detailsOf(call),
    ...effortOf(call),
    causedBy,
    reason,
  }));
}

/** Tells the hooks that a call has succeeded after a retry. */
export function announceRecovery(call: Told): void {
  tellAboutRecovery(() => ({
    event: "recovered",
    ...detailsOf(call),
    ...effortOf(call),
  }));
}

function detailsOf({ invocation }: Told): CallDetails {
  return { name: nameOf(invocation), args: Object.freeze(invocation.args) };
}

function effortOf({ num, waited, interrupts }: Told): {
  readonly attempts: number;
  readonly waited: number;
  readonly elapsed: number;
} {
  return { attempts: num, waited, elapsed: interrupts.limits.elapsed() };
}
