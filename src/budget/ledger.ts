const SLOTS = 10;

/** The checked options of a {@linkcode RetryBudget}. */
export interface Terms {
  readonly ratio: number;
  readonly minPerSecond: number;
  /** In milliseconds. */
  readonly ttl: number;
}

interface Slot {
  calls: number;
  retries: number;
}

/**
 * Counts the calls and retries of the last while, in ten slots.
 *
 * Whole numbers are counted, and multiplied only when they are compared, so that
 * no rounding adds up. A clock that steps back or stands still lets no time pass:
 * what was counted is kept, and retries stay in proportion to calls. One that
 * steps forward lets it be forgotten, and so allows the reserve once more.
 */
export class Ledger {
  readonly #ratio: number;
  readonly #reserve: number;
  readonly #slotLength: number;
  #current: Slot = { calls: 0, retries: 0 };
  readonly #slots: Slot[] = [this.#current];
  // No clock is later than this, so that no time has passed at the first look.
  #looked = Infinity;
  #passed = 0;
  #slotNum = 0;

  constructor({ ratio, minPerSecond, ttl }: Terms) {
    this.#ratio = ratio;
    this.#reserve = minPerSecond * ttl / 1_000;
    this.#slotLength = ttl / SLOTS;
  }

  /** Counts a call that begins. */
  deposit(now: number): void {
    this.#turnTo(now);
    this.#current.calls++;
  }

  /** Counts a retry and returns true, or returns false if none is left. */
  withdraw(now: number): boolean {
    if (this.available(now) === 0) return false;
    this.#current.retries++;
    return true;
  }

  /** How many retries are left. */
  available(now: number): number {
    this.#turnTo(now);
    let calls = 0;
    let retries = 0;
    for (const slot of this.#slots) {
      calls += slot.calls;
      retries += slot.retries;
    }
    // Without the last summand, 0.29 * 100 would be a little less than 29.
    const allowed = calls * this.#ratio + this.#reserve + 1e-6;
    // Calls are forgotten before the later retries that they have allowed.
    return Math.max(0, Math.floor(allowed) - retries);
  }

  #turnTo(now: number): void {
    // The clock does not tell: no time has passed.
    if (Number.isNaN(now)) return;
    if (now > this.#looked) this.#passed += now - this.#looked;
    this.#looked = now;

    const slotNum = Math.floor(this.#passed / this.#slotLength);
    const turns = Math.min(SLOTS, slotNum - this.#slotNum);
    for (let turn = 0; turn < turns; turn++) {
      this.#current = { calls: 0, retries: 0 };
      if (this.#slots.push(this.#current) > SLOTS) this.#slots.shift();
    }
    this.#slotNum = slotNum;
  }
}

/**
 * The ledger of each budget.
 *
 * It is not a part of the budget, so that users do not find it on theirs, and
 * bundlers drop the class of budgets where none is made.
 */
export const ledgers: WeakMap<object, Ledger> = new WeakMap();
