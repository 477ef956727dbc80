// Node.js, Deno and Bun all look for this symbol when they print a value.
const CUSTOM = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");

/**
 * Makes `console.log` show the fields of an object that would seem empty.
 *
 * @param target The object, or the prototype of such objects.
 * @param name What it is called.
 * @param toFields What it shows. Fields that are undefined are left out.
 * @returns The same object.
 */
export function inspectable<T extends object>(
  target: T,
  name: string,
  toFields: (self: T) => object,
): T {
  const value = function (
    this: T,
    _depth: unknown,
    options: unknown,
    inspect: unknown,
  ): unknown {
    const fields = fieldsOf(toFields, this);
    return typeof inspect === "function"
      ? `${name} ${inspect(fields, options)}`
      : fields;
  };
  // No prototype, so that the descriptor inherits nothing from `Object.prototype`.
  const own = { __proto__: null, value, configurable: true };
  return Object.defineProperty(target, CUSTOM, own);
}

/**
 * Makes `console.log` show the fields of each instance of a class.
 *
 * Mark the call as pure, so that bundlers drop the class if nobody uses it.
 *
 * @param type The class.
 * @param name What its instances are called.
 * @param toFields What they show. Fields that are undefined are left out.
 * @returns The same class.
 */
export function inspectableClass<C extends { readonly prototype: object }>(
  type: C,
  name: string,
  toFields: (self: C["prototype"]) => object,
): C {
  inspectable(type.prototype, name, toFields);
  return type;
}

function fieldsOf<T>(toFields: (self: T) => object, self: T): object {
  try {
    const entries = Object.entries(toFields(self));
    return Object.fromEntries(entries.filter(([, it]) => it !== undefined));
  } catch {
    // The prototype itself, or a proxy of an object with private members.
    return {};
  }
}
