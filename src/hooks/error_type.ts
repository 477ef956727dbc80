const LONGEST_NAME = 100;
const MOST_NAMES = 100;

// What says nothing more than the class of an error does.
const BUILT_IN =
  /^(?:(?:Aggregate|Eval|Range|Reference|Suppressed|Syntax|Type|URI)?Error|Object)$/;

// What each registry has been told. Each name is a time series for good, and names
// can come from outside.
const told: WeakMap<object, Set<string>> = /* @__PURE__ */ new WeakMap();

/**
 * The type of an error, for a label of a metric.
 *
 * It is the error's own name, or the name of its class if its own is that of a
 * built-in class. Only what looks like an identifier is a name, and only its first
 * hundred characters. Each registry is told a hundred types at most; any other is
 * `"other"`.
 *
 * @param error What was thrown.
 * @param registry What the metric is kept by.
 */
export function errorTypeOf(error: unknown, registry: object): string {
  const type = typeOf(error);
  let types = told.get(registry);
  if (types === undefined) told.set(registry, types = new Set());
  if (types.size < MOST_NAMES) types.add(type);
  return types.has(type) ? type : "other";
}

function typeOf(error: unknown): string {
  try {
    const { name, constructor } = error as Error;
    if (typeof error === "object" && typeof name === "string") {
      const names = [toName(name), toName(constructor?.name)];
      return names.find((it) => it && !BUILT_IN.test(it)) ??
        names.find(Boolean) ?? typeof error;
    }
  } catch {
    // What cannot be looked at has no name.
  }
  return typeof error;
}

function toName(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const name = value.slice(0, LONGEST_NAME);
  return /^[\p{L}$_][\p{L}\p{N}$_.:-]*$/u.test(name) ? name : undefined;
}
