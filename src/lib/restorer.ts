/** A `Disposable` that restores something, the first time it is disposed. */
export function restorer(restore: () => void): Disposable {
  let restored = false;
  return {
    [Symbol.dispose]() {
      if (restored) return;
      restored = true;
      restore();
    },
  };
}
