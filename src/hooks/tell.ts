import { type DisposableLike, dispose, isDisposable } from "../lib/dispose.ts";
import { handleRejection } from "../lib/promises.ts";
import { report } from "../lib/report.ts";
import { canReport, DEFAULT_HOOKS } from "./defaults.ts";
import type {
  GiveUpDetails,
  GiveUpHook,
  Hook,
  RecoveryDetails,
  RetryDetails,
  RetryHook,
} from "./details.ts";
import { getHooks } from "./in_force.ts";

/**
 * Tells the hooks about a retry.
 *
 * @param own The hook of the call, told after the others.
 * @param toDetails Makes the details; called only if there is a hook.
 * @returns Disposes what the hooks have returned, the last first.
 */
export function tellAboutRetry(
  own: RetryHook | undefined,
  toDetails: () => RetryDetails,
): (() => void) | undefined {
  const disposables = tell(getHooks("retry"), own, toDetails);
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
 * @param own The hook of the call, told after the others.
 * @param toDetails Makes the details; called only if there is a hook.
 */
export function tellAboutGiveUp(
  own: GiveUpHook | undefined,
  toDetails: () => GiveUpDetails,
): void {
  tell(getHooks("giveUp"), own, toDetails);
}

/**
 * Tells the hooks about a call that succeeds after a retry.
 *
 * The default hooks are told as long as they are told about retries.
 *
 * @param toDetails Makes the details; called only if there is a hook.
 */
export function tellAboutRecovery(toDetails: () => RecoveryDetails): void {
  const hooks = getHooks("recovery");
  const forRetries: readonly unknown[] = getHooks("retry");
  const isTold = (hook: Hook) =>
    !DEFAULT_HOOKS.includes(hook) || forRetries.includes(hook);
  tell(
    hooks.every(isTold) ? hooks : hooks.filter(isTold),
    undefined,
    toDetails,
  );
}

function tell<D>(
  hooks: readonly ((details: D) => unknown)[],
  own: ((details: D) => unknown) | undefined,
  toDetails: () => D,
): DisposableLike[] | undefined {
  // Most calls are not reported to anything, and need no details.
  const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length > 0;
  if (!isHeard && own === undefined) return undefined;

  const disposables: DisposableLike[] = [];
  const details = Object.freeze(toDetails());
  for (const hook of own ? [...hooks, own] : hooks) {
    guarded(() => {
      const result = hook(details);
      if (isDisposable(result)) disposables.push(result);
      return result;
    });
  }
  return disposables;
}

function guarded(callback: () => unknown): void {
  const failed = (error: unknown) => report("A retry hook has failed:", error);
  try {
    handleRejection(callback(), failed);
  } catch (error) {
    failed(error);
  }
}
