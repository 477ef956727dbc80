import { setOnGiveUpHooks, setOnRetryHooks } from "../../mod.ts";
import { random } from "../../src/lib/random.ts";
import { patch } from "../helpers.ts";

type Callback = (argument: unknown) => void;

/** A time of its own, in whole milliseconds, and what is to happen in it. */
export class World {
  /** The milliseconds since the beginning. */
  now = 0;
  /** Callbacks and their arguments in turn, in the order they were given. */
  readonly #due = new Map<number, unknown[]>();

  /** Lets something happen, now or later. */
  at(time: number, callback: Callback, argument?: unknown): void {
    const due = this.#due.get(time);
    if (due) due.push(callback, argument);
    else this.#due.set(time, [callback, argument]);
  }

  /** Lets all happen, one thing after the other. */
  run(): void {
    for (; this.#due.size > 0; this.now++) {
      const due = this.#due.get(this.now);
      // What happens may let more happen in the same millisecond.
      for (let i = 0; due && i < due.length; i += 2) {
        (due[i] as Callback)(due[i + 1]);
      }
      this.#due.delete(this.now);
    }
  }
}

/**
 * Runs a simulation in a time of its own, with random numbers from a seed.
 *
 * The clock, timers and randomness that `src/` uses are replaced meanwhile.
 *
 * @param seed A positive integer of 32 bits.
 * @param begin Lets the first things happen.
 * @returns What `begin` has returned, after all has happened.
 */
export function simulate<T>(seed: number, begin: (world: World) => T): T {
  const world = new World();
  const noise = new Noise(seed);
  using _clock = patch(Date, "now", () => world.now);
  using _setTimeout = patch(
    globalThis,
    "setTimeout",
    ((callback: Callback, ms: number, argument: unknown) => {
      world.at(world.now + ms, callback, argument);
      return 1;
    }) as unknown as typeof setTimeout,
  );
  using _clearTimeout = patch(globalThis, "clearTimeout", () => {
    throw new Error("nothing that is simulated stops a timer");
  });
  using _random = patch(
    crypto,
    "getRandomValues",
    ((array: Uint32Array) =>
      noise.fill(array)) as typeof crypto.getRandomValues,
  );
  using _retryHooks = setOnRetryHooks([]);
  using _giveUpHooks = setOnGiveUpHooks([]);

  noise.useUpStock();
  const result = begin(world);
  world.run();
  return result;
}

/** Random numbers by Marsaglia's xorshift with 32 bits. */
class Noise {
  #state: number;
  #filled = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  fill(array: Uint32Array): Uint32Array {
    for (let i = 0; i < array.length; i++) {
      this.#state ^= this.#state << 13;
      this.#state ^= this.#state >>> 17;
      this.#state ^= this.#state << 5;
      array[i] = this.#state;
    }
    this.#filled = array.length;
    return array;
  }

  /** Draws what was in stock before, so that all that is drawn next is from here. */
  useUpStock(): void {
    while (this.#filled === 0) random();
    for (let left = this.#filled - 1; left > 0; left--) random();
  }
}
