/**
 * Copies a function's own properties, which its type includes: name and length, and
 * such as Bun's `fetch.preconnect`.
 */
export function copyProperties(from: object, to: object): void {
  try {
    for (const key of Reflect.ownKeys(from)) {
      const descriptor = Object.getOwnPropertyDescriptor(from, key);
      // Without a prototype, it takes nothing from what is on that of objects.
      const own = { __proto__: null, ...descriptor };
      Object.defineProperty(to, key, own);
    }
  } catch {
    // A proxy that does not let itself be looked at.
  }
}
