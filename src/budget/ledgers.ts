import { shared } from "../lib/shared_state.ts";
import type { Ledger } from "./ledger.ts";

type Ledgers = WeakMap<object, Ledger>;

let known: Ledgers | undefined;

/**
 * The ledger of each budget, whichever copy of this package made the budget.
 *
 * It is kept outside the budget object, so that users do not see it there.
 */
export function ledgers(): Ledgers {
  return known ??= shared("ledgers", () => new WeakMap());
}
