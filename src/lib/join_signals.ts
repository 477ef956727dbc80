// Values that stay in memory as long as their key does: in Node.js 20, a joined
// signal does not keep the signals that it follows in memory.
const held = new WeakMap<object, unknown>();

/** Keeps a value in memory for as long as another one is there. */
export function hold(holder: object, value: unknown): void {
  held.set(holder, value);
}

/**
 * Makes a signal that aborts when one of two does, for the same reason.
 *
 * It leaves no listener on the caller's signal if the platform can join signals.
 *
 * @param caller The caller's signal, which may live long.
 * @param attempt The signal of one attempt.
 * @param source What the caller's signal comes from, such as a `Request`.
 */
export function joinSignals(
  caller: AbortSignal,
  attempt: AbortSignal,
  source: unknown,
): AbortSignal {
  try {
    const signal = AbortSignal.any([caller, attempt]);
    hold(signal, [caller, source]);
    return signal;
  } catch {
    // The platform cannot join signals, or cannot join those of a polyfill.
    return joinByHand(caller, attempt);
  }
}

function joinByHand(caller: AbortSignal, attempt: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  hold(signal, controller);
  // The caller's signal must not keep everything that follows it in memory. Neither
  // signal has aborted yet: the attempt has only begun.
  const joined = new WeakRef(controller);
  const once = { once: true };
  attempt.addEventListener("abort", () => {
    controller.abort(attempt.reason);
  }, once);
  caller.addEventListener("abort", () => {
    joined.deref()?.abort(caller.reason);
  }, once);
  return signal;
}
