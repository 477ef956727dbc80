import { shared } from "../lib/shared_state.ts";
import { DEFAULT_HOOKS } from "./defaults.ts";
import type { GiveUpHook, Hook, RetryHook } from "./details.ts";

/** The hooks for each event. */
export interface HooksInForce {
  retry: readonly RetryHook[];
  giveUp: readonly GiveUpHook[];
  recovery: readonly Hook[];
}

/** The hooks that were set, by all copies of the package, unless it is the defaults. */
type HooksSet = { [K in keyof HooksInForce]?: HooksInForce[K] | null };

let known: HooksSet | undefined;

function hooksSet(): HooksSet {
  return known ??= shared("hooks", () => Object.create(null));
}

/** The hooks in force for an event. */
export function getHooks<K extends keyof HooksInForce>(
  event: K,
): HooksInForce[K] {
  return hooksSet()[event] ?? DEFAULT_HOOKS as HooksInForce[K];
}

/**
 * Sets the hooks for an event.
 *
 * @param event The event.
 * @param hooks The hooks, or `null` for the defaults.
 * @returns Restores the hooks that were set before.
 */
export function setHooks<K extends keyof HooksInForce>(
  event: K,
  hooks: HooksInForce[K] | null,
): () => void {
  const state = hooksSet();
  const previous = state[event] ?? null;
  state[event] = hooks;
  return () => state[event] = previous;
}
