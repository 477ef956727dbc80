/**
 * A length of time: a number of milliseconds, or an object that converts itself to
 * one.
 *
 * `Temporal.Duration` is such an object, native or as a polyfill. One with years,
 * months or weeks is refused, as their length depends on a date.
 *
 * @example Both forms
 * ```ts
 * import { retry } from "@stamina/retry";
 *
 * retry({ on: TypeError, timeout: 10_000 });
 * retry({ on: TypeError, timeout: Temporal.Duration.from({ seconds: 10 }) });
 * ```
 */
export type Duration = number | {
  /** Tells the whole length in milliseconds. */
  total(unit: "milliseconds"): number;
};

/**
 * Converts a duration to milliseconds.
 *
 * @param value The value to convert.
 * @returns Milliseconds, or the value itself if it is not a duration or has no fixed
 * length.
 */
export function toMilliseconds(value: unknown): unknown {
  if (typeof value === "number") return value;
  try {
    return (value as Exclude<Duration, number>).total("milliseconds");
  } catch {
    // It has no such method, or that throws, as for a `Temporal.Duration` of years.
    return value;
  }
}

/** Tells whether a value is a finite number of milliseconds that can be waited. */
export function isWait(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}
