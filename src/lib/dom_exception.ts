/**
 * Makes a `DOMException`, or an `Error` of the same name where the host has none.
 *
 * @param message What went wrong.
 * @param name The name of the exception, such as `TimeoutError`.
 */
export function toDomException(message: string, name: string): Error {
  try {
    return new globalThis.DOMException(message, name);
  } catch {
    const error = new Error(message);
    define(error, "name", name);
    return error;
  }
}

/** Gives an error a `cause`: the constructor of `DOMException` takes none. */
export function setCause(error: Error, cause: unknown): void {
  define(error, "cause", cause);
}

function define(error: Error, key: string, value: unknown): void {
  // Without a prototype, it takes nothing from what is on the prototype of objects.
  const descriptor = { __proto__: null, value, configurable: true };
  Object.defineProperty(error, key, descriptor);
}
