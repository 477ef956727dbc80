// Bundlers, CommonJS beside ESM and test runners load several copies of a package
// into one process. Global state must be the same for all of them, so it lives on
// `globalThis`. The number is the version of the shape of that state. Copies with
// another shape use another number, so they can neither see nor break this state.
const KEY = "@stamina/retry/1";

/**
 * Returns what all copies of the package share under a name.
 *
 * Call it once and keep the result.
 *
 * @param name The name.
 * @param make Makes it, if no copy has done so before.
 */
export function shared<T extends object>(name: string, make: () => T): T {
  try {
    const key = Symbol.for(KEY);
    const globals = globalThis as Record<symbol, object>;
    // Not configurable, so that nobody can remove it. Neither the descriptor nor the
    // state inherits anything from `Object.prototype`.
    const descriptor = { __proto__: null, value: { __proto__: null } };
    if (!globals[key]) Object.defineProperty(globals, key, descriptor);
    const state = globals[key]!;
    // An object with a prototype was not made by any copy of the package.
    if (Object.getPrototypeOf(state) === null) {
      return (state as Record<string, T>)[name] ??= make();
    }
  } catch {
    // Somebody has frozen `globalThis`.
  }
  // Then each copy is on its own.
  return make();
}
