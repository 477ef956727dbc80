import { type DisposableLike, toDisposable } from "./dispose.ts";

/** Makes something that restores a state the first time it is disposed. */
export function restorer(restore: () => void): DisposableLike {
  let restored = false;
  return toDisposable(() => {
    if (restored) return;
    restored = true;
    restore();
  });
}
