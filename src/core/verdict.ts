import type { GiveUpReason } from "../hooks/details.ts";
import { now } from "../lib/clock.ts";
import { decide } from "../options/on.ts";
import type { Policy } from "../options/policy.ts";
import { backoff, exponential } from "./backoff.ts";
import type { Limits } from "./limits.ts";
import type { Phase } from "./phase.ts";

/** What is known of a call when one of its attempts has failed. */
export interface Failed {
  readonly policy: Policy;
  readonly phase: Phase;
  /** The number of the attempt that has failed. */
  readonly num: number;
  /** The milliseconds that were waited so far. */
  readonly waited: number;
  readonly limits: Pick<Limits, "expired" | "isAborted" | "remaining">;
}

/**
 * Decides what follows a failure: the limits first, then `on`, then the budget.
 *
 * @param call The call, in the state of its failed attempt.
 * @param error What the attempt has failed with.
 * @returns The wait before the retry in milliseconds, or why there is no retry.
 * @throws What `on` throws, or the error if `on` has ended the call.
 */
export function judge(call: Failed, error: unknown): number | GiveUpReason {
  const { policy, num, limits } = call;
  if (limits.isAborted) return "aborted";
  if (num >= policy.attempts) return "attempts";
  const remaining = limits.remaining();
  if (remaining === 0) return "timeout";

  // An attempt that has run out of time is retried whatever `on` says.
  let hasAsked = false;
  const answer = limits.expired !== undefined ||
    decide(policy.on, error, () => {
      hasAsked = true;
      return { num, nextWait: exponential(policy, num), waited: call.waited };
    });
  // `on` may have closed the loop.
  if (call.phase === "over") throw error;
  if (limits.isAborted) return "aborted";
  if (answer === false) return "not-retryable";

  const wait = policy.instant
    ? 0
    : answer === true
    ? backoff(policy, num)
    : answer;
  // A hook may have taken its time.
  const left = hasAsked ? limits.remaining() : remaining;
  if (wait >= left) return "timeout";
  const { budget } = policy;
  // A call that waits for its turn takes it when the wait has ended.
  if (budget && !budget.waits && !budget.withdraw(now())) return "budget";
  return wait;
}
