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
  readonly outages: readonly {
    readonly options: OutageOptions;
    readonly outage: Outage;
  }[];
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
export async function runAll(): Promise<Results> {
  // One after the other, as each has the clock for itself.
  const herds = [];
  for (const formula of FORMULAS) {
    herds.push({ formula, herd: await runHerd(formula.options, HERD) });
  }
  const without = await runOutage(OUTAGE);
  const withDefault = { ...OUTAGE, budget: {} };
  const withBudget = await runOutage(withDefault);
  const outages = [
    { options: OUTAGE, outage: without },
    { options: withDefault, outage: withBudget },
  ];
  for (const changes of OTHER_OUTAGES) {
    const options = { ...OUTAGE, ...changes };
    outages.push({ options, outage: await runOutage(options) });
  }
  return { herds, without, withBudget, outages };
}
