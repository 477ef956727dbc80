import { wrongKind } from "./refuse.ts";
import { restorer } from "./restorer.ts";

/** What a hook is told about a retry. */
export interface RetryDetails {
  /** What is retried: the `name` option, a function's or method's name, or `<context block>`. */
  readonly name: string;
  /** The arguments of the call. They may hold secrets: never log them. */
  readonly args: readonly unknown[];
  /** The number of the retry, from 1. */
  readonly retryNum: number;
  /** How long is waited before the retry, in milliseconds. */
  readonly waitFor: number;
  /** How long this call has waited before, in milliseconds. */
  readonly waitedSoFar: number;
  /** What was thrown, as it was thrown. */
  readonly causedBy: unknown;
}

/**
 * Is told when a retry is scheduled, before the wait.
 *
 * A `Disposable` that it returns is disposed right before the retry, or when
 * the wait is cut short. A hook cannot change what happens: what it throws is
 * reported with `console.error`. It must not be async.
 *
 * @param details What is known about the retry.
 */
export type RetryHook = (details: RetryDetails) => Disposable | void;

const DEFAULT_HOOKS: readonly RetryHook[] = [];

let currentHooks: readonly RetryHook[] | null = null;

/**
 * Sets what is told about each retry, everywhere.
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
 * `null` restores the default: none.
 * @returns A `Disposable` that restores the previous hooks.
 * @throws {TypeError} If `hooks` is not an array of functions or `null`.
 */
export function setOnRetryHooks(
  hooks: readonly RetryHook[] | null,
): Disposable {
  const aim = "set hooks as they must be an array of functions or null";
  if (hooks !== null && !Array.isArray(hooks)) throw wrongKind(aim, hooks);
  for (const hook of hooks ?? []) {
    if (typeof hook !== "function") throw wrongKind(aim, hook);
  }

  const previous = currentHooks;
  currentHooks = hooks === null ? null : Object.freeze([...hooks]);
  return restorer(() => currentHooks = previous);
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
  return currentHooks ?? DEFAULT_HOOKS;
}

/**
 * Tells the hooks about a retry.
 *
 * @param toDetails Makes the details; called only if there is a hook.
 * @returns Disposes what the hooks have returned, the last first.
 */
export function announce(
  toDetails: () => RetryDetails,
): (() => void) | undefined {
  const hooks = getOnRetryHooks();
  if (hooks.length === 0) return undefined;

  const details = Object.freeze(toDetails());
  const disposables: Disposable[] = [];
  for (const hook of hooks) {
    guarded(() => {
      const result: unknown = hook(details);
      if (isDisposable(result)) disposables.push(result);
      if (result instanceof Promise) result.catch(report);
    });
  }
  return () => {
    for (const disposable of disposables.reverse()) {
      guarded(() => disposable[Symbol.dispose]());
    }
  };
}

function isDisposable(value: unknown): value is Disposable {
  return typeof (value as Partial<Disposable> | null | undefined)
    ?.[Symbol.dispose] === "function";
}

function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  console.error("A retry hook has failed:", error);
}
