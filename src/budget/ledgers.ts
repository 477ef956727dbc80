import { shared } from "../lib/shared_state.ts";
import type { Ledger } from "./ledger.ts";

type Ledgers = WeakMap<object, Ledger>;

let known: Ledgers | undefined;

/**
 * The ledger of each budget, of whichever copy of this package it is.
 *
 * It is not a part of the budget, so that users do not find it on theirs.
 */
export function ledgers(): Ledgers {
  return known ??= shared("ledgers", () => new WeakMap());
}
