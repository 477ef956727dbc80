import { type Formula, FORMULAS } from "./formulas.ts";
import { type Herd, type HerdOptions, runHerd } from "./herd.ts";
import { type Outage, type OutageOptions, runOutage } from "./outage.ts";

/** What the figures and charts are about. */
export interface Results {
  readonly herds: readonly { formula: Formula; herd: Herd }[];
  /** An outage without a budget. */
  readonly without: Outage;
  /** The same with the default budget. */
  readonly withBudget: Outage;
  /** These two, and others. */
  readonly outages: readonly { options: OutageOptions; outage: Outage }[];
}

/** The seed of the figures and charts. */
export const SEED = 1;

const HERD: HerdOptions = {
  seed: SEED,
  clients: 10_000,
  upFrom: 5_000,
  perSecond: 500,
};
const OUTAGE: OutageOptions = { seed: SEED, refused: 1, processes: 1 };
const OTHER_OUTAGES: readonly Partial<OutageOptions>[] = [
  { processes: 10, budget: {} },
  { processes: 100, budget: {} },
  { processes: 100, budget: { minPerSecond: 0.1 } },
  { refused: 0.1 },
  { refused: 0.1, budget: {} },
];

/** Runs all that the figures and charts are about. */
export function runAll(): Results {
  const herds = FORMULAS.map((formula) => ({
    formula,
    herd: runHerd(formula.options, HERD),
  }));
  const without = runOutage(OUTAGE);
  const withDefault = { ...OUTAGE, budget: {} };
  const withBudget = runOutage(withDefault);
  return {
    herds,
    without,
    withBudget,
    outages: [
      { options: OUTAGE, outage: without },
      { options: withDefault, outage: withBudget },
      ...OTHER_OUTAGES.map((changes) => {
        const options = { ...OUTAGE, ...changes };
        return { options, outage: runOutage(options) };
      }),
    ],
  };
}
