// What is told of the figures is looked up here.
import { median } from "./figures.ts";
import type { Results } from "./sections.ts";
import type { Told } from "./section.ts";

/** The ratio of two series that were measured side by side. */
export function ratio(
  values: readonly number[] | undefined,
  limits: readonly number[] | undefined,
): number {
  if (!values || !limits) return NaN;
  return median(values.map((value, round) => value / limits[round]!));
}

/** What one runtime has told. */
export function of<T>(
  told: Told<T>[] | undefined,
  runtime: string,
): T | undefined {
  return told?.find((part) => part.runtime === runtime)?.figures;
}

/** The times of a scenario, by the names of its cases. */
export function timesOf(
  { times }: Results,
  runtime: string,
  title: string,
): Record<string, readonly number[]> | undefined {
  const found = of(times, runtime)?.find((times) => times.title === title);
  return found &&
    Object.fromEntries(found.cases.map(({ name, ns }) => [name, ns]));
}

/** The times of calls at once, as many of them as are asked for. */
export function growthOf(
  { growth }: Results,
  runtime: string,
  name: string,
  calls: number,
): readonly number[] | undefined {
  return of(growth, runtime)
    ?.find((line) => line.name === name)
    ?.points.find((point) => point.calls === calls)
    ?.ns;
}

/** The bytes that a call holds while it waits. */
export function bytesOf(
  { waiting }: Results,
  runtime: string,
  name: string,
): number {
  const found = of(waiting, runtime)?.[name] ?? [];
  return median(found.map(({ bytes }) => bytes));
}
