import type { RetryBudgetOptions } from "../../mod.ts";
import { type Outcome, runStorm, type Storm } from "./storm.ts";
import {
  GIVE_UP,
  NO_BUDGET,
  OTHERS,
  type Strategy,
  WAIT,
} from "./strategies.ts";

/** A storm that is simulated with every strategy. */
export interface NamedStorm {
  readonly name: string;
  readonly storm: Storm;
}

/** What comes of each storm with each strategy, by their names. */
export type Outcomes = Readonly<
  Record<string, Readonly<Record<string, Outcome>>>
>;

export const STRATEGIES: readonly Strategy[] = [
  NO_BUDGET,
  GIVE_UP,
  WAIT,
  ...OTHERS,
];

/** The one whose charts are drawn. */
export const DRAWN = "an outage of 60 s";

const SMALL = { minPerSecond: 0.1 };
// One call in 10 s makes a retry in 60 s, and the reserve adds little.
const TINY = { minPerSecond: 0.005, ttl: 60_000 };

export const STORMS: readonly NamedStorm[] = [
  { name: "an outage of 5 s", storm: { lasts: 5 } },
  { name: "an outage of 20 s", storm: { lasts: 20 } },
  { name: DRAWN, storm: { lasts: 60 } },
  {
    name: "60 s, 100 processes",
    storm: { lasts: 60, processes: 100, budget: SMALL },
  },
  {
    name: "60 s, 10,000 processes",
    // They have nothing to do with one another, so a tenth of them will do.
    storm: {
      lasts: 60,
      processes: 1_000,
      callsPerSecond: 100,
      budget: TINY,
    },
  },
  {
    name: "half of all requests fail for 60 s",
    storm: { lasts: 60, refused: () => 0.5 },
  },
  {
    name: "10 s down, 10 s up, for 60 s",
    storm: {
      lasts: 60,
      refused: (second) => Math.floor(second / 10) % 2 === 0 ? 1 : 0,
    },
  },
  {
    name: "20 s, then 110 % of the capacity",
    storm: { lasts: 20, capacity: 1.1 },
  },
  {
    name: "60 s, then 110 % of the capacity",
    storm: { lasts: 60, capacity: 1.1 },
  },
  {
    name: "60 s, then 300 % of the capacity",
    storm: { lasts: 60, capacity: 3 },
  },
  {
    name: "60 s, then 300 % and a queue",
    storm: { lasts: 60, capacity: 3, queues: true },
  },
];

/** The budgets that processes may have which make one call in 10 s. */
export const BUDGETS: readonly NamedStorm[] = [
  {},
  { minPerSecond: 0.1 },
  { minPerSecond: 0 },
  { minPerSecond: 0.05, ttl: 60_000 },
  TINY,
  { ratio: 0.1, minPerSecond: 0.005, ttl: 60_000 },
  { ratio: 0, minPerSecond: 0.02, ttl: 60_000 },
].map((budget) => ({
  name: toText(budget),
  storm: { lasts: 60, processes: 1_000, callsPerSecond: 100, budget },
}));

function toText(budget: RetryBudgetOptions): string {
  const options = Object.entries(budget)
    .map(([name, value]) => `${name}: ${value.toLocaleString("en-US")}`);
  return options.join(", ").replace("60,000", "60_000") || "the default";
}

/** Runs all storms. */
export async function runAllStorms(): Promise<Outcomes> {
  return { ...await runStorms(), ...await runStorms(BUDGETS, [WAIT]) };
}

/** Runs some storms with some strategies. */
export async function runStorms(
  storms: readonly NamedStorm[] = STORMS,
  strategies: readonly Strategy[] = STRATEGIES,
): Promise<Outcomes> {
  const outcomes: Record<string, Record<string, Outcome>> = {};
  for (const { name, storm } of storms) {
    const row: Record<string, Outcome> = outcomes[name] = {};
    for (const strategy of strategies) {
      row[strategy.name] = await runStorm(strategy, storm);
    }
  }
  return outcomes;
}

/** Reads what {@linkcode toLines} has written. */
export function fromLines(text: string): Outcomes {
  const lines = text.trim().split("\n");
  return Object.fromEntries(lines.map((line) => JSON.parse(line)));
}

/** Writes outcomes down, a line for each storm. */
export function toLines(outcomes: Outcomes): string {
  return Object.entries(outcomes)
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join("");
}
