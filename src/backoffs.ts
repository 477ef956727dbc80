import { backoff } from "./core/backoff.ts";
import type { BackoffOptions } from "./options/options.ts";
import { type BackoffPolicy, toBackoffPolicy } from "./options/policy.ts";

/**
 * Returns the waits between attempts, for queues and other systems that retry by
 * themselves.
 *
 * A queue that delivers a message again after its handler has failed only needs to
 * know how long to wait. The waits are those that {@linkcode retry} would make with
 * the same options if each attempt failed at once: `attempts - 1` of them, in
 * milliseconds, not rounded. Each iteration starts anew, with new jitter.
 *
 * There is no `timeout` by default, as no caller waits for the result.
 *
 * {@linkcode setActive} and {@linkcode setTesting} do not change these waits, as it
 * is the queue that waits, not this package.
 *
 * @example All waits of a message, as Deno KV takes them
 * ```ts
 * import { backoffs } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const waits = backoffs({ attempts: 6 });
 *
 * const backoffSchedule = [...waits];
 * assertEquals(backoffSchedule.length, 5);
 * ```
 *
 * @example One wait by its number, as BullMQ and Cloudflare Queues ask for it
 * ```ts
 * import { backoffs } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const waits = backoffs({ attempts: 6, waitJitter: 0 });
 *
 * function waitAfter(failures: number): number | undefined {
 *   return [...waits][failures - 1];
 * }
 * assertEquals(waitAfter(1), 100);
 * assertEquals(waitAfter(5), 1_600);
 * assertEquals(waitAfter(6), undefined); // there is no sixth wait
 * ```
 *
 * @param options How long to wait, and how often.
 * @returns The waits in milliseconds. With `attempts: null` they never end unless
 * there is a `timeout`. Each wait counts as at least one millisecond of the timeout,
 * as no timer is faster.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 * @throws {RangeError} If an option is out of range.
 */
export function backoffs(options: BackoffOptions = {}): Iterable<number> {
  const policy = toBackoffPolicy(options, backoffs);
  return { [Symbol.iterator]: () => iterate(policy) };
}

// In milliseconds. If a wait of 0 counted as no time, a `timeout` would never end
// waits of 0.
const SHORTEST = 1;

function* iterate(policy: BackoffPolicy): Generator<number, undefined> {
  let waited = 0;
  for (let num = 1; num < policy.attempts; num++) {
    const wait = backoff(policy, num);
    if (wait >= policy.timeout - waited) return;
    waited += Math.max(wait, SHORTEST);
    yield wait;
  }
}
