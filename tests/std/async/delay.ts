/** How a {@linkcode delay} ends early. */
export interface DelayOptions {
  /** Rejects the delay with its reason when it aborts. */
  signal?: AbortSignal;
}

/** Resolves after a number of milliseconds. */
export function delay(
  ms: number,
  { signal }: DelayOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
