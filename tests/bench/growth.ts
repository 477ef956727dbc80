import type { Contender } from "./contender.ts";
import { median } from "./figures.ts";
import { failOften, type Work } from "./work.ts";

/** What each of a number of calls costs that wait at the same time. */
export interface Point {
  readonly calls: number;
  /** From the first call until it is over, but for the wait, in nanoseconds. */
  readonly ns: number[];
}

/** How the cost grows of calls of one kind. */
export interface Line {
  readonly name: string;
  readonly points: Point[];
}

export const ALONE = "**retry**";
export const TOGETHER = "**retry**, all with one signal";
const COUNTS = [1, 10, 100, 1_000, 10_000, 100_000];
// With a listener for each call, 100,000 take minutes.
const MOST_LISTENERS = 10_000;
const LISTENING = ["hand-written loop", "p-retry"];

// Fewer calls cost little more than the turn of the event loop that they share.
const SLOPE_FROM = 100;

/** Measures ever more calls at once, which fail, wait a moment and succeed. */
export async function growth(
  contenders: readonly Contender[],
): Promise<Line[]> {
  const { signal } = new AbortController();
  const named = (name: string) =>
    contenders.find((contender) => contender.name === name)!;
  const lines = [
    { name: ALONE, call: named(ALONE).once(failOften, { wait: 1 }) },
    ...[ALONE, ...LISTENING, "cockatiel"].map((name) => ({
      name: `${name}, all with one signal`,
      call: named(name).once(failOften, { wait: 1, signal }),
      most: LISTENING.includes(name) ? MOST_LISTENERS : Infinity,
    })),
  ].map((line) => ({ most: Infinity, ...line, points: [] as Point[] }));

  for (const { call } of lines) {
    for (let time = 0; time < 20; time++) await measure(call, 100);
  }
  for (const calls of COUNTS) {
    const measured = lines.filter(({ most }) => calls <= most);
    for (const { points } of measured) points.push({ calls, ns: [] });
    const rounds = Math.max(3, Math.min(100, 40_000 / calls));
    // In turns, so that they can be compared.
    for (let round = 0; round < rounds; round++) {
      for (const { call, points } of measured) {
        points.at(-1)!.ns.push(await measure(call, calls) * 1e6 / calls);
      }
    }
  }
  return lines.map(({ name, points }) => ({ name, points }));
}

async function measure(call: Work, calls: number): Promise<number> {
  const started = performance.now();
  const promises: Promise<unknown>[] = new Array(calls);
  for (let num = 0; num < calls; num++) promises[num] = call({ failures: 1 });
  // No timer can end before these turns are over.
  for (let turn = 0; turn < 20; turn++) await null;
  const waiting = performance.now();
  // Not by a timer: all are due once it is left, so that none is waited for.
  const start = performance.now();
  while (performance.now() < start + 3);
  const due = performance.now();
  await Promise.all(promises);
  return waiting - started + (performance.now() - due);
}

/** How steep the line is on paper where both scales are logarithmic. */
export function toSlope(points: readonly Point[]): number {
  const logs = points.filter(({ calls }) => calls >= SLOPE_FROM).map((
    { calls, ns },
  ) =>
    [
      Math.log(calls),
      Math.log(calls * median(ns)),
    ] as const
  );
  const x = mean(logs.map(([x]) => x));
  const y = mean(logs.map(([, y]) => y));
  return mean(logs.map(([a, b]) => (a - x) * (b - y))) /
    mean(logs.map(([a]) => (a - x) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
