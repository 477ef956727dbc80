import { type DisposableLike, dispose, isDisposable } from "../lib/dispose.ts";
import { handleRejection } from "../lib/promises.ts";
import { report } from "../lib/report.ts";
import { canReport, DEFAULT_HOOKS } from "./defaults.ts";
import { type DetailsOf, getHooks, type HooksFor } from "./in_force.ts";

/**
 * Tells the hooks about an event.
 *
 * @param event The event.
 * @param own The hook of the call, told after the others.
 * @param toDetails Makes the details; called only if there is a hook.
 * @returns A function that disposes what the hooks have returned, the last first.
 */
export function tell<E extends keyof DetailsOf>(
  event: E,
  own: HooksFor<E>[number] | undefined,
  toDetails: () => DetailsOf[E],
): (() => void) | undefined {
  let hooks: HooksFor<E> = getHooks(event);
  // Most calls are not reported to anything, and need no details.
  const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length > 0;
  if (!isHeard && own === undefined) return undefined;
  if (event === "recovered") hooks = forRecovery(hooks);

  const disposables: DisposableLike[] = [];
  const details = toDetails();
  Object.freeze(details);
  for (const hook of own ? [...hooks, own] : hooks) {
    guarded(() => {
      const result = hook(details);
      if (isDisposable(result)) disposables.push(result);
      return result;
    });
  }
  return () => {
    for (const disposable of disposables.reverse()) {
      guarded(() => dispose(disposable));
    }
  };
}

/**
 * A hook is told about recoveries only while it is told about retries or give-ups,
 * too.
 */
function forRecovery<H>(hooks: readonly H[]): readonly H[] {
  const others: unknown[] = [...getHooks("retry"), ...getHooks("give-up")];
  const isTold = (hook: H) => others.includes(hook);
  return hooks.every(isTold) ? hooks : hooks.filter(isTold);
}

function guarded(callback: () => unknown): void {
  const failed = (error: unknown) => report("A retry hook has failed:", error);
  try {
    handleRejection(callback(), failed);
  } catch (error) {
    failed(error);
  }
}
