import type { GiveUpReason } from "./details.ts";
import { announceGiveUp, announceRetry } from "./hooks.ts";
import type { Run } from "./run.ts";

/**
 * Tells the hooks about a retry that is scheduled.
 *
 * @param run The call.
 * @param causedBy What its attempt has failed with.
 * @returns What is to be called before the retry, if anything.
 */
export function tellRetry(
  run: Run,
  causedBy: unknown,
): (() => void) | undefined {
  return announceRetry(() => ({
    name: run.name(),
    args: Object.freeze(run.args),
    retryNum: run.num,
    waitFor: run.wait,
    waitedSoFar: run.waited,
    causedBy,
  }));
}

/**
 * Tells the hooks that there is no other retry.
 *
 * @param run The call.
 * @param reason Why there is none.
 * @param causedBy What the call ends with.
 */
export function tellGiveUp(
  run: Run,
  reason: GiveUpReason,
  causedBy: unknown,
): void {
  // Nothing is given up that was never tried.
  if (run.policy.silent || run.num === 0) return;
  announceGiveUp(() => ({
    name: run.name(),
    args: Object.freeze(run.args),
    attempts: run.num,
    waited: run.waited,
    elapsed: run.elapsed(),
    causedBy,
    reason,
  }));
}
