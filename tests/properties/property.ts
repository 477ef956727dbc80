import fc from "fast-check";
import { difference, type Event } from "./events.ts";

/** How many scripts are played in all. */
const RUNS = Number(Deno.env.get("PROPERTY_RUNS") || 10_000);
/** What they are made from: the same seed makes the same scripts. */
const SEED = Number(Deno.env.get("PROPERTY_SEED") || Date.now() % 2 ** 31);

/**
 * Plays scripts, and checks that what is seen of them is what is predicted.
 *
 * @param share Its share of all the scripts.
 */
export async function check<S>(
  share: number,
  scripts: fc.Arbitrary<S>,
  observe: (script: S) => Promise<readonly Event[]>,
  predict: (script: S, observed: readonly Event[]) => readonly Event[],
): Promise<void> {
  const numRuns = Math.ceil(RUNS * share);
  const property = fc.asyncProperty(scripts, async (script) => {
    const observed = await observe(script);
    const wrong = difference(observed, predict(script, observed));
    if (wrong) throw new Error(wrong);
  });

  const details = await fc.check(property, { numRuns, seed: SEED });
  const result = `${details.numRuns} scripts from PROPERTY_SEED=${SEED}`;
  if (details.failed) {
    const message = await fc.asyncDefaultReportMessage(details);
    throw new Error(`${result}: ${message}`, { cause: details.errorInstance });
  }
  console.log(result);
}
