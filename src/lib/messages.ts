/**
 * A `TypeError` for a value of the wrong kind.
 *
 * @param aim What cannot be done, and what the value must be.
 * @param value The value.
 * @param options Passed on, for a `cause`.
 */
export function wrongKind(
  aim: string,
  value: unknown,
  options?: ErrorOptions,
): TypeError {
  return new TypeError(toMessage(aim, value), options);
}

/** The error for a wrong number: out of range, or not a number at all. */
export function wrongNumber(
  aim: string,
  value: unknown,
  options?: ErrorOptions,
): RangeError | TypeError {
  return typeof value === "number"
    ? new RangeError(toMessage(aim, value), options)
    : wrongKind(aim, value, options);
}

function toMessage(aim: string, value: unknown): string {
  return `Cannot ${aim}: current value is ${show(value)}`;
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") {
    return `${kindOf(value)} ${String(value.name || "(anonymous)")}`;
  }
  // `String(value)` throws for an object without a prototype.
  return typeof value === "object" && value !== null
    ? Object.prototype.toString.call(value)
    : String(value);
}

function kindOf(value: object): string {
  const source = Function.prototype.toString.call(value);
  return source.startsWith("class") ? "class" : "function";
}
