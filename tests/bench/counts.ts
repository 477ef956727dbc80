import { retry, setTesting } from "@stamina/retry";
import { askForEach, count, type Counts } from "../cost/count.ts";
import { toForms } from "../cost/forms.ts";
import { failOften } from "./work.ts";

/** What calls ask of the platform, under their names. */
export type Counted = Readonly<Record<string, Counts>>;

export const IN_TESTING = "retry(), two retries in testing mode";

/** Counts what each way to call asks of the platform. */
export async function countAll(): Promise<Counted> {
  const counts = await count(askForEach);
  // A runtime that hid what is asked of it would seem to be asked for nothing.
  if (Object.values(counts).some((found) => found !== 1)) {
    throw new Error(`Not all is counted: ${JSON.stringify(counts)}`);
  }

  const counted: Record<string, Counts> = {};
  for (const [name, call] of Object.entries(toForms())) {
    counted[name] = await count(call);
  }
  const call = retry({ on: Error })(failOften);
  const testing = setTesting(true, { attempts: 3 });
  counted[IN_TESTING] = await count(() => call({ failures: 2 }));
  testing[Symbol.dispose]();
  return counted;
}
