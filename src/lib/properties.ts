/**
 * Copies a function's own properties, which are part of its type: name, length, and
 * others such as Bun's `fetch.preconnect`.
 */
export function copyProperties(from: object, to: object): void {
  try {
    for (const key of Reflect.ownKeys(from)) {
      const descriptor = Object.getOwnPropertyDescriptor(from, key);
      // No prototype, so that the descriptor inherits nothing from
      // `Object.prototype`.
      const own = { __proto__: null, ...descriptor };
      Object.defineProperty(to, key, own);
    }
  } catch {
    // A proxy that throws when it is inspected.
  }
}
