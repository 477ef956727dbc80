/**
 * The milliseconds since the epoch, or `NaN` if the clock returns no number.
 *
 * The clock is looked up at each use, so that a fake one is found whenever it is put
 * in place.
 */
export function now(): number {
  try {
    const ms: unknown = globalThis.Date.now();
    return Number.isFinite(ms) ? ms as number : NaN;
  } catch {
    return NaN;
  }
}
