import { backoff } from "./backoff.ts";
import { now } from "../lib/clock.ts";
import type { GiveUpReason } from "../hooks/details.ts";
import { isAborted } from "../lib/signals.ts";
import { decide } from "../options/on.ts";
import type { Run } from "./run.ts";

/**
 * Decides what follows a failure: the limits first, then `on`, then the budget.
 *
 * @param run The call, in the state of its failed attempt.
 * @param error What the attempt has failed with.
 * @returns How long to wait for the retry, in milliseconds, or why there is none.
 * @throws What `on` throws, or the error if `on` has ended the call.
 */
export function judge(run: Run, error: unknown): number | GiveUpReason {
  const { policy, signal, num } = run;
  if (isAborted(signal)) return "aborted";
  if (num >= policy.attempts) return "attempts";
  const remaining = run.remaining();
  if (remaining === 0) return "timeout";

  // An attempt that has run out of time is retried whatever `on` says.
  const answer = run.expired !== undefined || decide(policy.on, error);
  // `on` may have closed the loop.
  if (run.over) throw error;
  if (isAborted(signal)) return "aborted";
  if (answer === false) return "not-retryable";

  const wait = policy.instant
    ? 0
    : answer === true
    ? backoff(policy, num)
    : answer;
  // A hook may have taken its time.
  const left = typeof policy.on === "function" ? run.remaining() : remaining;
  if (wait >= left) return "timeout";
  const { budget } = policy;
  if (budget && !budget.waits && !budget.withdraw(now())) return "budget";
  return wait;
}
