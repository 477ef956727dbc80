import { setImmediate } from "node:timers";
import { setOnGiveUpHooks, setOnRetryHooks } from "../../mod.ts";
import { random } from "../../src/lib/random.ts";
import { patch } from "../helpers.ts";

type Callback = (argument: unknown) => void;

/** Something that is to happen, unless it is called off. */
interface Event {
  callback: Callback | undefined;
  readonly argument: unknown;
}

/** A time of its own, in whole milliseconds, and what is to happen in it. */
export class World {
  /** The milliseconds since the beginning. */
  now = 0;
  /** What is to happen in each millisecond, in the order it was given. */
  readonly #due: (Event[] | undefined)[] = [];
  /** How much of it was not called off. */
  #left = 0;

  /** Lets something happen, now or later. */
  at(time: number, callback: Callback, argument?: unknown): Event {
    const event = { callback, argument };
    (this.#due[time] ??= []).push(event);
    this.#left++;
    return event;
  }

  /** Calls something off, if it has not happened. */
  callOff(event: Event): void {
    if (event.callback === undefined) return;
    event.callback = undefined;
    this.#left--;
  }

  /**
   * Lets all happen, and in each millisecond all that follows from it.
   *
   * @param end When the time ends, if anything is left by then.
   */
  async run(end: number): Promise<void> {
    await settled();
    for (; this.#left > 0 && this.now < end; this.now++) {
      const due = this.#due[this.now];
      if (due === undefined) continue;
      // What follows may let more happen in the same millisecond.
      for (let num = 0; num < due.length;) {
        while (num < due.length) this.#happen(due[num++]!);
        await settled();
      }
      this.#due[this.now] = undefined;
    }
  }

  #happen(event: Event): void {
    const { callback } = event;
    this.callOff(event);
    callback?.(event.argument);
  }
}

/**
 * Runs a simulation in a time of its own, with random numbers from a seed.
 *
 * The clock, timers and randomness of this process are replaced meanwhile, so
 * that whatever looks for them there runs in that time.
 *
 * @param seed A positive integer of 32 bits.
 * @param begin Lets the first things happen.
 * @param end When that time ends, if anything is left by then, in milliseconds.
 * @returns What `begin` has returned, after all has happened.
 */
export async function simulate<T>(
  seed: number,
  begin: (world: World) => T,
  end: number = Infinity,
): Promise<T> {
  const world = new World();
  const noise = new Noise(seed);
  using _clock = patch(Date, "now", () => world.now);
  using _stopwatch = patch(performance, "now", () => world.now);
  using _setTimeout = patch(
    globalThis,
    "setTimeout",
    ((callback: Callback, ms = 0, argument: unknown) =>
      world.at(
        world.now + Math.max(1, Math.floor(ms)),
        callback,
        argument,
      )) as unknown as typeof setTimeout,
  );
  using _clearTimeout = patch(
    globalThis,
    "clearTimeout",
    ((event?: Event) => {
      if (event) world.callOff(event);
    }) as unknown as typeof clearTimeout,
  );
  using _getRandomValues = patch(
    crypto,
    "getRandomValues",
    ((array: Uint32Array) =>
      noise.fill(array)) as typeof crypto.getRandomValues,
  );
  using _random = patch(Math, "random", () => noise.draw());
  // Nobody reads the stacks of a million errors.
  using _stacks = patch(Error, "stackTraceLimit", 0);
  using _retryHooks = setOnRetryHooks([]);
  using _giveUpHooks = setOnGiveUpHooks([]);

  noise.useUpStock();
  const result = begin(world);
  await world.run(end);
  return result;
}

/** Waits until nothing is left to do without time passing. */
function settled(): Promise<void> {
  // Of all that comes after every microtask it takes the least time.
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Random numbers by Marsaglia's xorshift with 32 bits. */
class Noise {
  #state: number;
  #filled = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Draws a number of at least 0 and less than 1. */
  draw(): number {
    return (this.#next() >>> 0) / 2 ** 32;
  }

  fill(array: Uint32Array): Uint32Array {
    for (let i = 0; i < array.length; i++) array[i] = this.#next();
    this.#filled = array.length;
    return array;
  }

  /** Draws what was in stock before, so that all that is drawn next is from here. */
  useUpStock(): void {
    while (this.#filled === 0) random();
    for (let left = this.#filled - 1; left > 0; left--) random();
  }

  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state;
  }
}
