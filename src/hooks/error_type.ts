const LONGEST_NAME = 100;
const MOST_NAMES = 100;

// The types that each registry has got. Each is a time series that stays forever,
// and names can come from outside.
const told: WeakMap<object, Set<string>> = /* @__PURE__ */ new WeakMap();

/**
 * The type of an error, for a label of a metric.
 *
 * It is the error's own name, or the name of its class if the own name is that of a
 * built-in class. Names are cut to a hundred characters, and count only if they look
 * like an identifier. Each registry gets at most a hundred types; any other is
 * `"other"`.
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
    // A value that throws when it is inspected has no name.
    return kind;
  }
}

/** The value if it looks like a name, or an empty text. */
function toName(value: unknown): string {
  const name = typeof value === "string" ? value.slice(0, LONGEST_NAME) : "";
  return /^[\p{L}$_][\p{L}\p{N}$_.:-]*$/u.test(name) ? name : "";
}
