import { type Packages, toPeers } from "./peers.ts";
import { type Scenario, toScenarios } from "./scenarios.ts";

/** The part of mitata that is used. */
export interface Mitata {
  measure(
    fn: () => unknown,
    options: Record<string, unknown>,
  ): Promise<{ avg: number }>;
}

/** How long each case took in each round, in nanoseconds a call. */
export interface Times {
  readonly title: string;
  readonly cases: readonly { readonly name: string; readonly ns: number[] }[];
}

const ROUNDS = 3;
const OPTIONS = {
  gc: false,
  now: () => performance.now() * 1e6,
  min_samples: 2,
  // In a third of it, each other measurement in Node.js 20 was of code that was not
  // optimized yet.
  min_cpu_time: 30e6,
};
// The clock of workerd ticks once in a millisecond.
const COARSE = { batch_samples: 16_384, min_samples: 2 };

/** Measures this package and its peers. */
export function timeAll(
  packages: Packages & { mitata: Mitata },
): Promise<Times[]> {
  return time(packages.mitata, toScenarios(toPeers(packages)));
}

/**
 * Measures all cases of a scenario in turns.
 *
 * The machine may be busy with something else at any time: only cases that were
 * measured close together can be compared.
 */
export async function time(
  { measure }: Mitata,
  scenarios: readonly Scenario[],
): Promise<Times[]> {
  const options = { ...OPTIONS, ...isCoarse() && COARSE };
  const times: Times[] = [];
  for (const { title, cases, calls, begin } of scenarios) {
    const end = begin?.();
    const measured = cases.map(({ name }) => ({ name, ns: [] as number[] }));
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [index, { run }] of shuffled([...cases.entries()])) {
        settle();
        // Not everything runs everywhere.
        const result = await measure(run, { ...options }).catch(() => {});
        if (round > 0 && result) measured[index]!.ns.push(result.avg / calls);
      }
    }
    end?.();
    times.push({ title, cases: measured });
  }
  return times;
}

/** Puts them into another order, so that not always the same comes after the same. */
function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** Takes what earlier cases have left out of the way of the next. */
function settle(): void {
  const { gc } = globalThis as { gc?(options: { type: "minor" }): void };
  // What has survived twice is old, and is not looked at again each time. All
  // garbage is not collected: that would throw away compiled code, too.
  for (let round = 0; round < 2; round++) gc?.({ type: "minor" });
}

function isCoarse(): boolean {
  const start = performance.now();
  while (performance.now() === start);
  return performance.now() - start >= 0.5;
}
