/**
 * Where a call is.
 *
 * - `"new"`: no attempt has begun.
 * - `"trying"`: an attempt is under way.
 * - `"planned"`: the attempt has failed and will be retried, but its code has not
 *   ended yet.
 * - `"refused"`: the attempt has failed and will not be retried, or that is still
 *   being decided, and its code has not ended yet.
 * - `"waiting"`: the wait before the next attempt.
 * - `"over"`: the call has ended.
 */
export type Phase =
  | "new"
  | "trying"
  | "planned"
  | "refused"
  | "waiting"
  | "over";

/** Tells whether the code of an attempt may be running. */
export function isRunning(phase: Phase): boolean {
  return phase === "trying" || phase === "planned" || phase === "refused";
}
