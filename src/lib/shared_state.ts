// Bundlers, CommonJS beside ESM and test runners load several copies of a package
// into one process. What is global must be one for all of them, so it lives on
// `globalThis`. The number is the version of its shape: copies whose shapes differ
// have another number, do not see each other's state, and so cannot break it.
const KEY = "@stamina/retry/1";

/**
 * Returns what all copies of the package share under a name.
 *
 * Keep what it returns: it is always the same.
 *
 * @param name The name.
 * @param make Makes it, if no copy has done so before.
 */
export function shared<T extends object>(name: string, make: () => T): T {
  try {
    const key = Symbol.for(KEY);
    const globals = globalThis as Record<symbol, unknown>;
    if (globals[key] === undefined) {
      // Without a prototype, it takes nothing from what is on the prototype of
      // objects.
      Object.defineProperty(globals, key, {
        __proto__: null,
        value: { __proto__: null },
      } as PropertyDescriptor);
    }
    const state = globals[key] as Record<string, T>;
    // No copy has made what has a prototype.
    if (Object.getPrototypeOf(state) === null) return state[name] ??= make();
  } catch {
    // Somebody has frozen `globalThis`.
  }
  // Then each copy is on its own.
  return make();
}
