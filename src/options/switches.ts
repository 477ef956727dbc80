import type { DisposableLike } from "../lib/dispose.ts";
import { given } from "../lib/given.ts";
import type { Policy } from "./policy.ts";
import { blameCaller, wrongKind, wrongNumber } from "../lib/messages.ts";
import { restorer } from "../lib/restorer.ts";
import { shared } from "../lib/shared_state.ts";

/** How calls behave in testing mode. */
export interface TestingOptions {
  /**
   * How many times a function is called at most, including the first call.
   *
   * A positive integer. It takes the place of each call's own `attempts`.
   *
   * @default {1}
   */
  attempts?: number;
  /**
   * Whether `attempts` only caps each call's own `attempts`.
   *
   * @default {false}
   */
  cap?: boolean;
}

interface Switches {
  active: boolean;
  /** How calls behave in testing mode, if it is on. */
  testing?: Required<TestingOptions> | undefined;
}

let known: Switches | undefined;

/** The switches of all copies of the package. */
function switches(): Switches {
  return known ??= shared("switches", () => ({ active: true }));
}

/**
 * Turns retrying on or off everywhere.
 *
 * While it is off, each function is called once, and no hook is told. Timeouts and
 * signals still apply. Calls in progress are not affected. Setting the same state
 * twice does no harm.
 *
 * @example Turn retries off in tests
 * ```ts
 * import { setActive } from "@stamina/retry";
 *
 * Deno.test.beforeAll(() => {
 *   setActive(false);
 * });
 * ```
 *
 * @param active Whether to retry.
 * @returns A `Disposable` that restores the previous state. Dispose nested ones in
 * reverse order.
 * @throws {TypeError} If `active` is not a boolean.
 */
export function setActive(active: boolean): DisposableLike {
  if (typeof active !== "boolean") {
    throw blameCaller(
      wrongKind("set active as the state must be a boolean", active),
      setActive,
    );
  }

  const state = switches();
  const previous = state.active;
  state.active = active;
  return restorer(() => state.active = previous);
}

/**
 * Tells whether retrying is on.
 *
 * @example Retrying is on by default
 * ```ts
 * import { isActive } from "@stamina/retry";
 * import { assert } from "@std/assert";
 *
 * assert(isActive());
 * ```
 *
 * @returns `false` if it was turned off by {@linkcode setActive}.
 */
export function isActive(): boolean {
  return switches().active;
}

/**
 * Turns testing mode on or off: retries without waiting, and fewer of them.
 *
 * In testing mode every wait is 0 and needs no timer, `timeout` and `budget` do not
 * apply, and each function is called at most `options.attempts` times. Calls in
 * progress are not affected. {@linkcode setActive} takes precedence.
 *
 * @example Test what happens when all retries fail
 * ```ts
 * import { retry, setTesting } from "@stamina/retry";
 * import { assertRejects } from "@std/assert";
 *
 * using _ = setTesting(true, { attempts: 3 });
 * const load = retry({ on: TypeError })(() => Promise.reject(new TypeError()));
 *
 * await assertRejects(load, TypeError); // at once, after 3 attempts
 * ```
 *
 * @param testing Whether to turn testing mode on.
 * @param options How many attempts there are in testing mode.
 * @returns A `Disposable` that restores the previous state. Dispose nested ones in
 * reverse order.
 * @throws {TypeError} If an argument is of the wrong kind, or an option unknown.
 * @throws {RangeError} If `options.attempts` is not a positive integer.
 */
export function setTesting(
  testing: boolean,
  options: TestingOptions = {},
): DisposableLike {
  const checked = check(testing, options);

  const state = switches();
  const previous = state.testing;
  state.testing = testing ? checked : undefined;
  return restorer(() => state.testing = previous);
}

/**
 * Tells whether testing mode is on.
 *
 * @example Testing mode is off by default
 * ```ts
 * import { isTesting } from "@stamina/retry";
 * import { assertFalse } from "@std/assert";
 *
 * assertFalse(isTesting());
 * ```
 *
 * @returns `true` if it was turned on by {@linkcode setTesting}.
 */
export function isTesting(): boolean {
  return switches().testing !== undefined;
}

/** The policy that holds for a call that begins now. */
export function current(policy: Policy): Policy {
  const { active, testing } = switches();
  if (!active) {
    return {
      ...policy,
      attempts: 1,
      budget: undefined,
      instant: true,
      silent: true,
    };
  }
  if (testing === undefined) return policy;

  const { attempts, cap } = testing;
  return {
    ...policy,
    attempts: cap ? Math.min(attempts, policy.attempts) : attempts,
    timeout: Infinity,
    budget: undefined,
    instant: true,
  };
}

function check(
  testing: boolean,
  options: TestingOptions,
): Required<TestingOptions> {
  try {
    if (typeof testing === "boolean") return toTesting(options);
    throw wrongKind("set testing as the state must be a boolean", testing);
  } catch (error) {
    throw blameCaller(error, setTesting);
  }
}

function toTesting(options: TestingOptions): Required<TestingOptions> {
  const names = new Set(["attempts", "cap"]);
  const { attempts = 1, cap = false } = given("set testing", options, names);
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw wrongNumber(
      "set testing as 'attempts' must be a positive integer",
      attempts,
    );
  }
  if (typeof cap !== "boolean") {
    throw wrongKind("set testing as 'cap' must be a boolean", cap);
  }
  return { attempts, cap };
}
