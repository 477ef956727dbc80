/**
 * The error for an attempt that has run out of time.
 *
 * @param message What took too long.
 * @param thrown What an earlier attempt threw, if one has.
 * @returns A `DOMException`, as `AbortSignal.timeout` and `fetch` have it.
 */
export function timeoutError(
  message: string,
  thrown: { readonly cause: unknown } | undefined,
): DOMException {
  const error = new DOMException(message, "TimeoutError");
  // Not by the constructor: it takes no cause.
  if (thrown) {
    const descriptor = { __proto__: null, value: thrown.cause };
    Object.defineProperty(error, "cause", descriptor);
  }
  return error;
}
