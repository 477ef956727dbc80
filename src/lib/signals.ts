import { report } from "./report.ts";
import { toDomException } from "./dom_exception.ts";

/** Something that wants to know when a signal aborts. */
export interface Follower {
  /** Called when the signal aborts. */
  aborted(): void;
}

/** The followers of one signal, and the listener that tells them. */
class Followers extends Set<Follower> {
  readonly listener = (): void => {
    for (const follower of this) {
      try {
        follower.aborted();
      } catch (error) {
        report("A call has failed to handle an abort:", error);
      }
    }
  };
}

// One listener per signal, however many calls follow it: with one per call, each
// further listener takes longer to add, and Node.js warns from the 11th on.
const followed = /* @__PURE__ */ new WeakMap<AbortSignal, Followers>();

/** Tells the follower when the signal aborts, until {@linkcode unfollow}. */
export function follow(signal: AbortSignal, follower: Follower): void {
  let followers = followed.get(signal);
  if (followers === undefined) {
    followers = new Followers();
    followed.set(signal, followers);
  }
  // Added before the listener, as some signals call their listener at once.
  followers.add(follower);
  if (followers.size > 1) return;
  try {
    signal.addEventListener("abort", followers.listener);
  } catch (error) {
    followers.delete(follower);
    throw error;
  }
}

/** Ends what {@linkcode follow} began, if it did. */
export function unfollow(signal: AbortSignal, follower: Follower): void {
  const followers = followed.get(signal);
  if (followers?.delete(follower) && followers.size === 0) {
    try {
      signal.removeEventListener("abort", followers.listener);
    } catch (error) {
      report("Cannot stop listening to a signal:", error);
    }
  }
}

/** Aborts a controller, whatever its listeners throw. */
export function abort(controller: AbortController, reason: unknown): void {
  try {
    controller.abort(reason);
  } catch (error) {
    report("A listener for an abort has failed:", error);
  }
}

/** Whether a signal has aborted. A signal that cannot be asked has not. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

/** Why a signal has aborted. Polyfills may not know. */
export function reasonOf(signal: AbortSignal | undefined): unknown {
  try {
    if (signal?.reason !== undefined) return signal.reason;
  } catch {
    // The same as if there were none.
  }
  return toDomException("The operation was aborted", "AbortError");
}
