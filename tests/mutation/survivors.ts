import type { Change } from "./mutants.ts";

/** A mutant that no test can kill. */
export interface Survivor extends Change {
  /** Why it does the same as the code, or what no test can tell. */
  readonly why: string;
}

/** All mutants that may survive. */
export const SURVIVORS: readonly Survivor[] = [];
