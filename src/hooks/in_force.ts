import type { DisposableLike } from "../lib/dispose.ts";
import { shared } from "../lib/shared_state.ts";
import { DEFAULT_HOOKS } from "./defaults.ts";
import type {
  GiveUpDetails,
  RecoveryDetails,
  RetryDetails,
} from "./details.ts";

/** What hooks are told, for each event. */
export interface DetailsOf {
  retry: RetryDetails;
  "give-up": GiveUpDetails;
  recovered: RecoveryDetails;
}

/** The hooks for an event. */
export type HooksFor<E extends keyof DetailsOf> = readonly ((
  details: DetailsOf[E],
) => DisposableLike | void)[];

/**
 * The hooks that any copy of the package has set; where none are set, the defaults
 * hold.
 */
type HooksSet = { [E in keyof DetailsOf]: HooksFor<E> | null | undefined };

let known: HooksSet | undefined;

function hooksSet(): HooksSet {
  return known ??= shared("hooks", () => Object.create(null));
}

/** The hooks in force for an event. */
export function getHooks<E extends keyof DetailsOf>(event: E): HooksFor<E> {
  return hooksSet()[event] ?? DEFAULT_HOOKS;
}

/**
 * Sets the hooks for an event.
 *
 * @param event The event.
 * @param hooks The hooks, or `null` for the defaults.
 * @returns A function that restores the previous hooks.
 */
export function setHooks<E extends keyof DetailsOf>(
  event: E,
  hooks: HooksSet[E],
): () => void {
  const state = hooksSet();
  const previous = state[event] ?? null;
  state[event] = hooks;
  return () => state[event] = previous;
}
