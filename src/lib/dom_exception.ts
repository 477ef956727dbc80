/**
 * Makes a `DOMException`, or an `Error` of the same name where the host has none.
 *
 * @param message What went wrong.
 * @param name The name of the exception, such as `TimeoutError`.
 */
export function toDomException(message: string, name: string): Error {
  try {
    const error = new globalThis.DOMException(message, name);
    // A stand-in may know no names.
    if (error.name === name) return error;
  } catch {
    // There is none.
  }
  const error = new Error(message);
  define(error, "name", name);
  return error;
}

/** Gives an error a `cause`, as the constructor of `DOMException` takes none. */
export function setCause(error: Error, cause: unknown): void {
  define(error, "cause", cause);
}

function define(error: Error, key: string, value: unknown): void {
  // No prototype, so that the descriptor inherits nothing from `Object.prototype`.
  const descriptor = { __proto__: null, value, configurable: true };
  Reflect.defineProperty(error, key, descriptor);
}
