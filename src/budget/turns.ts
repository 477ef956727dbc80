import { random } from "../lib/random.ts";

/** What each answer of the service gives back, in retries. */
const GIVEN_BACK = 0.8;

// In milliseconds. A call asks for its turn again after twice its last wait, kept
// between the first two, times a random factor from 0.5 to 1.5.
const SHORTEST = 500;
const LONGEST = 2_000;
/** If nobody has asked for this long, nobody is waiting for a turn. */
const PATIENCE = 3_000;
/** With less than this left before the deadline, a turn is not worth taking. */
const LAST_CHANCE = 100;

/**
 * Lets calls have a turn when their budget is empty.
 *
 * As long as calls wait, each answer from the service, to a retry or to a new call,
 * gives back four fifths of a retry. So there are at most four retries for every
 * five answers, however many calls wait and however little the service can handle.
 * The load cannot grow without end.
 *
 * Nothing is stored for each waiting call, so every operation takes constant time.
 */
export class Turns {
  #given = 0;
  #asked = -Infinity;

  /**
   * How many turns there are. A fraction counts as a turn, and the rest of it is
   * owed.
   */
  available(time: number): number {
    if (time - this.#asked > PATIENCE) return 0;
    // Fractions that should add up to a whole number are a little off.
    return Math.max(0, Math.ceil(this.#given - 1e-6));
  }

  /** Takes a turn and returns true, or returns false if there is none. */
  take(time: number): boolean {
    const isTurn = this.available(time) > 0;
    if (time - this.#asked > PATIENCE) this.#given = 0;
    this.#asked = time;
    if (isTurn) this.#given--;
    return isTurn;
  }

  /** Counts an answer; `most` is how many turns may be kept for later. */
  answer(time: number, most: number): void {
    if (time - this.#asked > PATIENCE) return;
    this.#given = Math.min(Math.max(1, most), this.#given + GIVEN_BACK);
  }
}

/**
 * How long a call waits before it asks for its turn again.
 *
 * Calls that began to wait together never ask together again.
 *
 * @param waited How long its last wait was, in milliseconds.
 * @param remaining How long it is until its deadline.
 * @returns Milliseconds, or `undefined` if it is too late for a turn.
 */
export function untilNextTurn(
  waited: number,
  remaining: number,
): number | undefined {
  if (remaining < LAST_CHANCE) return undefined;
  const wait = Math.min(LONGEST, Math.max(SHORTEST, 2 * waited));
  // The closer the deadline, the more often the call asks. Without a deadline,
  // `remaining` is infinite and must not be multiplied by 0, which `1 - random()`
  // never is.
  return Math.min(wait * (0.5 + random()), remaining * (1 - random()));
}
