import { backoff } from "./backoff.ts";
import type { Run } from "./run.ts";

/**
 * Decides what follows a failure: the limits first, then `on`.
 *
 * @param run The call, in the state of its failed attempt.
 * @param error What the attempt has failed with.
 * @returns How long to wait for the retry, in milliseconds.
 * @throws What the call ends with, if there is no retry: the same error, the
 * reason of an abort, or what the hook has thrown.
 */
export function waitAfter(run: Run, error: unknown): number {
  const { policy, signal, num } = run;
  if (signal?.aborted) throw signal.reason;
  if (num >= policy.attempts || run.remaining() === 0) throw error;

  // An attempt that has run out of time is retried whatever `on` says.
  const answer = run.expired !== undefined || policy.decide(error);
  if (signal?.aborted) throw signal.reason;
  if (answer === false) throw error;

  let wait = answer === true ? backoff(policy, num) : answer;
  if (policy.instant) wait = 0;
  // Asked again, as `on` may have taken its time.
  if (wait >= run.remaining()) throw error;
  return wait;
}
