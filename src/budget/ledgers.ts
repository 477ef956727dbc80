import type { Ledger } from "./ledger.ts";

type Ledgers = WeakMap<object, Ledger>;

/**
 * The ledger of each budget, of whichever copy of this package it is.
 *
 * It is not a part of the budget, so that users do not find it on theirs. The
 * number in its name is that of what a ledger can do: copies that disagree about
 * this do not find the budgets of one another.
 */
export function ledgers(): Ledgers {
  const key = Symbol.for("@stamina/retry: ledgers 1");
  const holder = globalThis as { [key]?: Ledgers };
  return holder[key] ??= new WeakMap();
}
