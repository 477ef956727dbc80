import { backoff } from "./core/backoff.ts";
import type { BackoffOptions } from "./options/options.ts";
import { type CallerPolicy, toBackoffPolicy } from "./options/policy.ts";

/**
 * Tells the waits between attempts, for engines that retry by themselves.
 *
 * A queue that delivers a message again when its handler has failed needs to know
 * only how long to wait. These are the waits that {@linkcode retry} would make with
 * the same options if each attempt failed at once: `attempts - 1` of them, in
 * milliseconds, not rounded. Each iteration starts anew, with new jitter.
 *
 * There is no `timeout` by default, as nobody waits for a queue.
 *
 * {@linkcode setActive} and {@linkcode setTesting} do not change them, as it is
 * not this package that waits.
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

// In milliseconds. If nothing counted, waits of 0 would never end.
const SHORTEST = 1;

function* iterate(policy: CallerPolicy): Generator<number, undefined> {
  let waited = 0;
  for (let num = 1; num < policy.attempts; num++) {
    const wait = backoff(policy, num);
    if (wait >= policy.timeout - waited) return;
    waited += Math.max(wait, SHORTEST);
    yield wait;
  }
}
