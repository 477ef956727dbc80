const LONGEST_NAME = 100;
const MOST_NAMES = 100;

// What each registry has been told. Each name is a time series for good, and names
// can come from outside.
const told: WeakMap<object, Set<string>> = /* @__PURE__ */ new WeakMap();

/**
 * The type of an error, for a label of a metric.
 *
 * It is the error's own name. If a built-in class has that name, it is the name of
 * the error's class instead. Only what looks like an identifier is a name, and only
 * its first hundred characters. Each registry is told a hundred types at most; any
 * other is `"other"`.
 *
 * @param error What was thrown.
 * @param registry What the metric is kept by.
 */
export function errorTypeOf(error: unknown, registry: object): string {
  const type = typeOf(error);
  const types = told.get(registry) ?? new Set();
  told.set(registry, types);
  if (types.size < MOST_NAMES) types.add(type);
  return types.has(type) ? type : "other";
}

function typeOf(error: unknown): string {
  const kind = typeof error;
  try {
    const { name, constructor } = error as Error;
    if (kind !== "object" || typeof name !== "string") return kind;
    const names = [name, constructor?.name].map(toName).filter(Boolean);
    // Built-in classes are globals.
    return names.find((it) => !(it in globalThis)) ?? names[0] ?? kind;
  } catch {
    // What cannot be looked at has no name.
    return kind;
  }
}

/** What looks like a name. */
function toName(value: unknown): string {
  const name = typeof value === "string" ? value.slice(0, LONGEST_NAME) : "";
  return /^[\p{L}$_][\p{L}\p{N}$_.:-]*$/u.test(name) ? name : "";
}
