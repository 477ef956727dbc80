import type { GiveUpHook, Hook, RetryHook } from "./details.ts";
import { DEFAULT_HOOKS } from "./defaults.ts";
import { getHooks, setHooks } from "./in_force.ts";
import type { DisposableLike } from "../lib/dispose.ts";
import { blameCaller, type WayIn, wrongKind } from "../lib/messages.ts";
import { restorer } from "../lib/restorer.ts";

/**
 * Sets the hooks that are told about each retry of every call.
 *
 * By default, retries are reported to OpenTelemetry and LogTape where the
 * application has set them up.
 *
 * @example Count retries
 * ```ts
 * import { setOnRetryHooks } from "@stamina/retry";
 *
 * let retries = 0;
 * setOnRetryHooks([() => {
 *   retries++;
 * }]);
 * ```
 *
 * @param hooks The hooks, called in this order. An empty array turns them off,
 * `null` restores the defaults.
 * @returns A `Disposable` that restores the previous hooks.
 * @throws {TypeError} If `hooks` is not an array of functions or `null`.
 */
export function setOnRetryHooks(
  hooks: readonly RetryHook[] | null,
): DisposableLike {
  return restorer(setHooks("retry", toHooks(hooks, setOnRetryHooks)));
}

/**
 * Returns the hooks that are told about each retry.
 *
 * @example Add a hook
 * ```ts
 * import { getOnRetryHooks, setOnRetryHooks } from "@stamina/retry";
 *
 * setOnRetryHooks([
 *   ...getOnRetryHooks(),
 *   ({ name, retryNum, waitFor }) => {
 *     console.warn(`${name}: retry ${retryNum} in ${waitFor} ms`);
 *   },
 * ]);
 * ```
 *
 * @returns The hooks in force, in the order they are called.
 */
export function getOnRetryHooks(): readonly RetryHook[] {
  return getHooks("retry");
}

/**
 * Sets the hooks that are told about each call that ends without success.
 *
 * By default, it is reported to OpenTelemetry and LogTape where the application
 * has set them up.
 *
 * @example Find out why there was no other retry
 * ```ts
 * import { setOnGiveUpHooks } from "@stamina/retry";
 *
 * setOnGiveUpHooks([
 *   ({ name, attempts, reason }) => {
 *     console.error(`${name}: gave up after ${attempts} attempts: ${reason}`);
 *   },
 * ]);
 * ```
 *
 * @param hooks The hooks, called in this order. An empty array turns them off,
 * `null` restores the defaults.
 * @returns A `Disposable` that restores the previous hooks.
 * @throws {TypeError} If `hooks` is not an array of functions or `null`.
 */
export function setOnGiveUpHooks(
  hooks: readonly GiveUpHook[] | null,
): DisposableLike {
  return restorer(setHooks("give-up", toHooks(hooks, setOnGiveUpHooks)));
}

/**
 * Returns the hooks that are told about each call that ends without success.
 *
 * @example Turn a single hook off for a while
 * ```ts
 * import { getOnGiveUpHooks, setOnGiveUpHooks } from "@stamina/retry";
 *
 * const [first, ...others] = getOnGiveUpHooks();
 * using _ = setOnGiveUpHooks(others);
 * ```
 *
 * @returns The hooks in force, in the order they are called.
 */
export function getOnGiveUpHooks(): readonly GiveUpHook[] {
  return getHooks("give-up");
}

/**
 * Adds a hook for all events to the hooks in force.
 *
 * It is told about each retry, about each call that ends without success, and about
 * each call that succeeds after at least one retry.
 *
 * @example Log to the console
 * ```ts
 * import { addHook, loggingHook } from "@stamina/retry";
 *
 * addHook(loggingHook(console));
 * ```
 *
 * @example Count what became of calls
 * ```ts
 * import { addHook } from "@stamina/retry";
 *
 * const counts = { "retry": 0, "give-up": 0, "recovered": 0 };
 * using _ = addHook(({ event }) => {
 *   counts[event]++;
 * });
 * ```
 *
 * `setOnRetryHooks()` and `setOnGiveUpHooks()` replace this hook for their event.
 * Once both have replaced it, it is told nothing, not even about recoveries.
 *
 * @param hook The hook, called after the others.
 * @returns A `Disposable` that removes this hook, and no other.
 * @throws {TypeError} If `hook` is not a function.
 */
export function addHook(hook: Hook): DisposableLike {
  if (typeof hook !== "function") {
    const aim = "add a hook as it must be a function";
    throw blameCaller(wrongKind(aim, hook), addHook);
  }
  setHooks("retry", [...getHooks("retry"), hook]);
  setHooks("give-up", [...getHooks("give-up"), hook]);
  setHooks("recovered", [...getHooks("recovered"), hook]);
  return restorer(() => {
    setHooks("retry", without(hook, getHooks("retry")));
    setHooks("give-up", without(hook, getHooks("give-up")));
    setHooks("recovered", without(hook, getHooks("recovered")));
  });
}

/**
 * The hooks without the last occurrence of one, or `null` if that leaves the
 * defaults.
 */
function without<H>(hook: H, hooks: readonly H[]): readonly H[] | null {
  const index = hooks.lastIndexOf(hook);
  const left = hooks.filter((_, it) => it !== index);
  const defaults: readonly unknown[] = DEFAULT_HOOKS;
  const isDefault = left.length === defaults.length &&
    left.every((it) => defaults.includes(it));
  return isDefault ? null : left;
}

function toHooks<H>(
  hooks: readonly H[] | null,
  wayIn: WayIn,
): readonly H[] | null {
  if (hooks === null) return null;
  if (!Array.isArray(hooks)) throw wrongHook(hooks, wayIn);
  for (const hook of hooks) {
    if (typeof hook !== "function") throw wrongHook(hook, wayIn);
  }
  return Object.freeze([...hooks]);
}

function wrongHook(value: unknown, wayIn: WayIn): TypeError {
  const aim = "set hooks as they must be an array of functions or null";
  return blameCaller(wrongKind(aim, value), wayIn);
}
