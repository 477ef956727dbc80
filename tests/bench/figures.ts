/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The ratio of two series that were measured side by side. */
export function toRatio(
  values: readonly number[],
  limits: readonly number[],
): string {
  const ratios = values.map((value, index) => value / limits[index]!);
  return `${toDigits(median(ratios))}×`;
}

/** A time with its unit. */
export function toTime(ns: number): string {
  if (ns >= 1e6) return `${toDigits(ns / 1e6)} ms`;
  if (ns >= 1e3) return `${toDigits(ns / 1e3)} µs`;
  return `${toDigits(ns)} ns`;
}

/** Three digits, as there is noise in the others. */
export function toDigits(value: number): string {
  return value >= 100 ? value.toFixed() : value.toPrecision(3);
}
