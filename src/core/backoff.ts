import type { BackoffPolicy } from "../options/policy.ts";
import { random } from "../lib/random.ts";

/**
 * The backoff before a retry, without jitter.
 *
 * It is `min(waitMax, waitInitial * waitExpBase ** (num - 1))`, as in Python's
 * stamina, and 0 where waits are skipped.
 *
 * @param policy The wait options.
 * @param num The number of the retry, from 1.
 * @returns Milliseconds, finite for any number.
 */
export function exponential(policy: BackoffPolicy, num: number): number {
  // Without an initial wait there is nothing to grow, and `0 * Infinity` is NaN.
  if (policy.instant || policy.waitInitial === 0) return 0;
  return Math.min(
    policy.waitMax,
    policy.waitInitial * policy.waitExpBase ** (num - 1),
  );
}

/**
 * The backoff before a retry, jitter included.
 *
 * Jitter comes on top of the cap, so that clients at the cap do not fall into
 * step.
 *
 * @param policy The wait options.
 * @param num The number of the retry, from 1.
 * @returns Milliseconds.
 */
export function backoff(policy: BackoffPolicy, num: number): number {
  const wait = exponential(policy, num);
  if (policy.waitJitter === 0) return wait;
  return wait + policy.waitJitter * random();
}
