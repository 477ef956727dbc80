import { Turns, untilNextTurn } from "./turns.ts";

const SLOTS = 10;

/** The checked options of a {@linkcode RetryBudget}. */
export interface Terms {
  readonly ratio: number;
  readonly minPerSecond: number;
  /** In milliseconds. */
  readonly ttl: number;
  /** Whether calls wait for a turn when there is no retry left. */
  readonly waits?: boolean;
}

interface Slot {
  calls: number;
  retries: number;
}

/**
 * Counts recent calls and retries, in ten slots of time.
 *
 * It counts whole numbers, and multiplies only to compare them, so that no rounding
 * error adds up. If the clock steps back or stands still, no time passes: what was
 * counted stays, and retries stay in proportion to calls. If the clock steps
 * forward, what was counted is forgotten, and so the reserve is available once more.
 */
export class Ledger {
  /** The options that it was made with. */
  readonly terms: Terms;

  readonly #ratio: number;
  readonly #reserve: number;
  readonly #slotLength: number;
  #current: Slot = { calls: 0, retries: 0 };
  readonly #slots: Slot[] = [this.#current];
  // Later than any clock, so that the first look lets no time pass.
  #looked = Infinity;
  #passed = 0;
  #slotNum = 0;
  readonly #turns: Turns | undefined;

  constructor(terms: Terms) {
    const { ratio, minPerSecond, ttl, waits = false } = terms;
    this.terms = terms;
    this.#ratio = ratio;
    this.#reserve = minPerSecond * ttl / 1_000;
    this.#slotLength = ttl / SLOTS;
    this.#turns = waits ? new Turns() : undefined;
  }

  /** Counts a call that begins. */
  deposit(now: number): void {
    this.#turnTo(now);
    this.#current.calls++;
  }

  /**
   * Counts a retry and returns true, or returns false if none is left.
   *
   * If calls wait for a turn, they ask when a wait has ended, not when it begins.
   */
  withdraw(now: number): boolean {
    if (this.#left(now) === 0) return this.#turns?.take(this.#passed) ?? false;
    this.#current.retries++;
    return true;
  }

  /** Counts an answer of the service, at the first attempt or at a later one. */
  answer(): void {
    this.#turns?.answer(this.#passed, this.#allowed() / SLOTS);
  }

  /**
   * How long a call waits for its turn after a withdrawal that was denied.
   *
   * @param waited How long it has waited the last time, in milliseconds.
   * @param remaining The milliseconds until its deadline.
   * @returns Milliseconds, or `undefined` to give up.
   */
  untilNextTurn(waited: number, remaining: number): number | undefined {
    return untilNextTurn(waited, remaining);
  }

  /** Whether calls wait for a turn when there is no retry left. */
  get waits(): boolean {
    return this.#turns !== undefined;
  }

  /** How many retries are left. */
  available(now: number): number {
    return this.#left(now) + (this.#turns?.available(this.#passed) ?? 0);
  }

  /** How many retries are left, without those that answers have given back. */
  #left(now: number): number {
    this.#turnTo(now);
    let retries = 0;
    for (const slot of this.#slots) retries += slot.retries;
    const allowed = this.#allowed();
    // Never negative: calls are forgotten before the later retries that they
    // allowed.
    const left = Math.max(0, allowed - retries);
    if (!this.#turns) return left;
    // Calls that can wait need not spend the retries of all slots at once.
    const share = Math.max(1, Math.ceil(allowed / SLOTS));
    return Math.min(left, Math.max(0, share - this.#current.retries));
  }

  #allowed(): number {
    let calls = 0;
    for (const slot of this.#slots) calls += slot.calls;
    // Without the last summand, 0.29 * 100 would be a little less than 29.
    return Math.floor(calls * this.#ratio + this.#reserve + 1e-6);
  }

  #turnTo(now: number): void {
    // If the clock returns no number, no time passes.
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
