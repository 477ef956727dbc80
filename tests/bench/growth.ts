import type { Contender } from "./contender.ts";
import { cpuClock } from "./cpu_clock.ts";
import { failOften, type Work } from "./work.ts";

/** What each of a number of calls costs that wait at the same time. */
export interface Growth {
  readonly calls: number;
  /** From the first call until it is over, but for the wait, in nanoseconds. */
  readonly ns: number;
}

const ROUNDS = 5;

/** Measures ever more calls at once, which fail, wait a moment and succeed. */
export async function growth(
  { once }: Contender,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Growth[]> {
  const call = once(failOften, { wait: 1, ...signal && { signal } });
  for (let time = 0; time < 20; time++) await measure(call, 100);

  const grown: Growth[] = [];
  for (let calls = 1; calls <= most; calls *= 10) {
    const times: number[] = [];
    const rounds = Math.max(ROUNDS, Math.min(400, 2_000 / calls));
    for (let round = 0; round < rounds; round++) {
      times.push(await measure(call, calls));
    }
    times.sort((a, b) => a - b);
    grown.push({ calls, ns: times[times.length >> 1]! * 1e6 / calls });
  }
  return grown;
}

async function measure(call: Work, calls: number): Promise<number> {
  const started = cpuClock();
  const promises: Promise<unknown>[] = new Array(calls);
  for (let num = 0; num < calls; num++) promises[num] = call({ failures: 1 });
  // No timer can end before these turns are over.
  for (let turn = 0; turn < 20; turn++) await null;
  const waiting = cpuClock();
  // Not by a timer: all are due once it is left, so that none is waited for.
  const start = performance.now();
  while (performance.now() < start + 3);
  const due = cpuClock();
  await Promise.all(promises);
  return waiting - started + (cpuClock() - due);
}

/** How steep the line is on paper where both scales are logarithmic. */
export function toSlope(grown: readonly Growth[]): number {
  const points = grown.map(({ calls, ns }) =>
    [
      Math.log(calls),
      Math.log(calls * ns),
    ] as const
  );
  const x = mean(points.map(([x]) => x));
  const y = mean(points.map(([, y]) => y));
  return mean(points.map(([a, b]) => (a - x) * (b - y))) /
    mean(points.map(([a]) => (a - x) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
