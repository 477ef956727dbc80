/** Something that wants to know when a signal aborts. */
export interface Follower {
  /** Called when the signal aborts. */
  aborted(): void;
}

/** The followers of one signal, and the listener that tells them. */
class Following {
  readonly followers = new Set<Follower>();
  readonly listener = (): void => {
    for (const follower of this.followers) follower.aborted();
  };
}

// One listener a signal, however many calls follow it: with one a call, adding
// the next takes longer each time, and Node warns from the 11th on.
const followed = new WeakMap<AbortSignal, Following>();

/** Tells the follower when the signal aborts, until {@linkcode unfollow}. */
export function follow(signal: AbortSignal, follower: Follower): void {
  let following = followed.get(signal);
  if (following === undefined) {
    following = new Following();
    followed.set(signal, following);
  }
  if (following.followers.size === 0) {
    signal.addEventListener("abort", following.listener);
  }
  following.followers.add(follower);
}

/** Ends what {@linkcode follow} began, if it did. */
export function unfollow(
  signal: AbortSignal | undefined,
  follower: Follower,
): void {
  if (signal === undefined) return;
  const following = followed.get(signal);
  if (following?.followers.delete(follower) && following.followers.size === 0) {
    try {
      signal.removeEventListener("abort", following.listener);
    } catch {
      // A signal that keeps the listener must not keep the call from its end.
    }
  }
}

/** Whether a signal has aborted. One that cannot be asked has not. */
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
  return new DOMException("The operation was aborted", "AbortError");
}
