import type { Case, Scenario } from "./scenarios.ts";
import { type Mitata, time, type Times } from "./time.ts";

/** Measures what two versions of this package do, in turns. */
export function compare(
  mitata: Mitata,
  before: readonly Scenario[],
  after: readonly Scenario[],
): Promise<Times[]> {
  const both = after.map((scenario, index) => {
    const { cases, begin } = before[index]!;
    return {
      ...scenario,
      cases: scenario.cases.flatMap(({ name, run }, num): Case[] => [
        { name: `${name}, before`, run: cases[num]!.run },
        { name, run },
      ]),
      begin: () => {
        const ends = [begin?.(), scenario.begin?.()];
        return () => ends.forEach((end) => end?.());
      },
    };
  });
  return time(mitata, both);
}
