import { nameOf } from "./callee.ts";
import type { GiveUpReason } from "../hooks/details.ts";
import { announceGiveUp, announceRetry } from "../hooks/hooks.ts";
import { reasonOf } from "../lib/signals.ts";
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
    name: nameOf(run.named, run.self),
    args: Object.freeze(run.args),
    retryNum: run.num,
    waitFor: run.wait,
    waitedSoFar: run.waited,
    causedBy,
  }));
}

/**
 * Tells the hooks why there is no retry.
 *
 * @param run The call.
 * @param reason Why it ends.
 * @param error What its last attempt has failed with.
 * @returns What the call ends with.
 */
export function tellGiveUp(
  run: Run,
  reason: GiveUpReason,
  error: unknown,
): unknown {
  const causedBy = reason === "aborted" ? reasonOf(run.signal) : error;
  if (run.policy.silent) return causedBy;
  announceGiveUp(() => ({
    name: nameOf(run.named, run.self),
    args: Object.freeze(run.args),
    attempts: run.num,
    waited: run.waited,
    elapsed: run.elapsed(),
    causedBy,
    reason,
  }));
  return causedBy;
}
