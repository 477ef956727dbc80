import { canReport, DEFAULT_HOOKS } from "./defaults.ts";
import type {
  GiveUpDetails,
  GiveUpHook,
  RetryDetails,
  RetryHook,
} from "./details.ts";
import { type DisposableLike, dispose, isDisposable } from "../lib/dispose.ts";
import { blameCaller, type WayIn, wrongKind } from "../lib/messages.ts";
import { handleRejection } from "../lib/promises.ts";
import { restorer } from "../lib/restorer.ts";

let retryHooks: readonly RetryHook[] = DEFAULT_HOOKS;
let giveUpHooks: readonly GiveUpHook[] = DEFAULT_HOOKS;

/**
 * Sets what is told about each retry, everywhere.
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
  const previous = retryHooks;
  retryHooks = toHooks(hooks, setOnRetryHooks);
  return restorer(() => retryHooks = previous);
}

/**
 * Tells which hooks are told about each retry.
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
  return retryHooks;
}

/**
 * Sets what is told about each call that ends without success, everywhere.
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
  const previous = giveUpHooks;
  giveUpHooks = toHooks(hooks, setOnGiveUpHooks);
  return restorer(() => giveUpHooks = previous);
}

/**
 * Tells which hooks are told about each call that ends without success.
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
  return giveUpHooks;
}

/**
 * Tells the hooks about a retry.
 *
 * @param toDetails Makes the details; called only if there is a hook.
 * @returns Disposes what the hooks have returned, the last first.
 */
export function announceRetry(
  toDetails: () => RetryDetails,
): (() => void) | undefined {
  const disposables = announce(retryHooks, toDetails);
  if (disposables === undefined) return undefined;
  return () => {
    for (const disposable of disposables.reverse()) {
      guarded(() => dispose(disposable));
    }
  };
}

/**
 * Tells the hooks about a call that ends without success.
 *
 * @param toDetails Makes the details; called only if there is a hook.
 */
export function announceGiveUp(toDetails: () => GiveUpDetails): void {
  announce(giveUpHooks, toDetails);
}

function announce<D>(
  hooks: readonly ((details: D) => unknown)[],
  toDetails: () => D,
): DisposableLike[] | undefined {
  // Most calls are not reported to anything, and need no details.
  if (hooks === DEFAULT_HOOKS ? !canReport() : hooks.length === 0) return;

  const disposables: DisposableLike[] = [];
  const details = Object.freeze(toDetails());
  for (const hook of hooks) {
    guarded(() => {
      const result = hook(details);
      if (isDisposable(result)) disposables.push(result);
      return result;
    });
  }
  return disposables;
}

function toHooks<H>(hooks: readonly H[] | null, wayIn: WayIn): readonly H[] {
  if (hooks === null) return DEFAULT_HOOKS as readonly H[];
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

function guarded(callback: () => unknown): void {
  try {
    handleRejection(callback(), report);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  try {
    console.error("A retry hook has failed:", error);
  } catch {
    // An error that cannot even be printed must not change anything, either.
  }
}
