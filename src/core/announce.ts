import type { CallDetails, GiveUpReason } from "../hooks/details.ts";
import { tell } from "../hooks/tell.ts";
import { type Invocation, nameOf } from "./callee.ts";
import type { Limits } from "./limits.ts";

/** What hooks are told of a call. */
export interface Told {
  readonly invocation: Invocation;
  /** The number of attempts that were begun. */
  readonly num: number;
  /** How long the call has waited so far, in milliseconds. */
  readonly waited: number;
  readonly limits: Pick<Limits, "abortReason" | "elapsed">;
}

/** A retry, as hooks are told about it. */
export interface ToldRetry {
  /** What the previous attempt has failed with. */
  readonly error: unknown;
  /** How long the call had waited when the retry was planned, in milliseconds. */
  readonly waitedSoFar: number;
}

/**
 * Tells the hooks about a retry.
 *
 * @param call The call.
 * @param retry The retry.
 * @param wait How long the call waits before it, in milliseconds.
 * @returns What to call before the retry, if anything.
 */
export function announceRetry(
  call: Told,
  { error, waitedSoFar }: ToldRetry,
  wait: number,
): (() => void) | undefined {
  return tell("retry", call.invocation.policy.onRetry, () => ({
    event: "retry",
    ...detailsOf(call),
    retryNum: call.num,
    waitFor: wait,
    waitedSoFar,
    causedBy: error,
  }));
}

/**
 * Tells the hooks why there is no retry.
 *
 * @param call The call.
 * @param reason Why it ends.
 * @param error What it ends with, unless it is aborted.
 * @returns What it ends with.
 */
export function announceGiveUp(
  call: Told,
  reason: GiveUpReason,
  error?: unknown,
): unknown {
  const causedBy = reason === "aborted" ? call.limits.abortReason : error;
  const { policy } = call.invocation;
  if (policy.silent) return causedBy;
  tell("give-up", policy.onGiveUp, () => ({
    event: "give-up",
    ...detailsOf(call),
    ...effortOf(call),
    causedBy,
    reason,
  }));
  return causedBy;
}

/** Tells the hooks that a call has succeeded after a retry. */
export function announceRecovery(call: Told): void {
  tell("recovered", undefined, () => ({
    event: "recovered",
    ...detailsOf(call),
    ...effortOf(call),
  }));
}

function detailsOf({ invocation }: Told): CallDetails {
  return { name: nameOf(invocation), args: Object.freeze(invocation.args) };
}

function effortOf({ num, waited, limits }: Told): {
  readonly attempts: number;
  readonly waited: number;
  readonly elapsed: number;
} {
  return { attempts: num, waited, elapsed: limits.elapsed() };
}
