/**
 * Handles the rejection of a value, if it is a promise of any kind or realm.
 *
 * @param value The value.
 * @param handle Called with what it rejects with.
 */
export function handleRejection(
  value: unknown,
  handle: (error: unknown) => void,
): void {
  try {
    if (typeof (value as Partial<PromiseLike<unknown>>)?.then === "function") {
      Promise.resolve(value).catch(handle);
    }
  } catch {
    // A value that throws when it is inspected is not a promise.
  }
}
