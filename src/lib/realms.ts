// Test runners, iframes and `node:vm` give code a realm of its own, with classes of
// its own. An error from outside is then not an `instanceof` the class of that name
// inside. The checks here work in every realm.

/**
 * Tells whether a prototype belongs to a built-in class of any realm, or extends
 * the prototype of one.
 *
 * Names that a value gives itself do not count: neither `error.name`, nor the name
 * of a class of the user's own.
 *
 * @param prototype The prototype of an error or of a class.
 * @param name The name of the built-in class, such as `"TypeError"`.
 * @throws What a hostile proxy throws when it is looked at.
 */
export function extendsBuiltIn(prototype: unknown, name: string): boolean {
  let current = Object(prototype);
  while (current) {
    if (nameOfBuiltIn(current) === name) return true;
    current = Object.getPrototypeOf(current);
  }
  return false;
}

/**
 * The name of the built-in class, of any realm, that has this prototype.
 *
 * @throws What a hostile proxy throws when it is looked at.
 */
export function nameOfBuiltIn(prototype: object): string | undefined {
  const builtIn = own(prototype, "constructor");
  if (
    typeof builtIn !== "function" || own(builtIn, "prototype") !== prototype
  ) return undefined;
  // In Node.js, Deno and jsdom, this class is written in JavaScript, so it is not
  // native.
  if (own(prototype, Symbol.toStringTag) === "DOMException") {
    return "DOMException";
  }
  return isNative(builtIn) ? own(builtIn, "name") as string : undefined;
}

/**
 * Tells whether a function is native and has a name of its own, which bound
 * functions and proxies do not.
 */
export function isNative(fn: object): boolean {
  const name = own(fn, "name");
  const source = Function.prototype.toString.call(fn);
  // Engines do not agree on spaces.
  return typeof name === "string" && name !== "" &&
    source.replace(/\s+/g, " ") === `function ${name}() { [native code] }`;
}

/** The value of an own property. Getters are not called. */
export function own(object: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}
