import { random } from "../../src/lib/random.ts";
import { Load } from "./load.ts";
import type { World } from "./world.ts";

/** How many bins of load there are to a second. */
export const BINS_PER_SECOND = 10;

const BIN = 1_000 / BINS_PER_SECOND;

/** When a server is down, and how much it can do. Times are in milliseconds. */
export interface ServerOptions {
  readonly downFrom: number;
  readonly upFrom: number;
  /** The share of requests that it refuses in between: all by default. */
  readonly refused?: number;
  /** How many requests it answers at most; it refuses the others. */
  readonly perSecond?: number;
}

/** A server that answers or refuses each request at once, and counts them. */
export class Server {
  /** The requests of all first attempts, of all second ones, and so on. */
  readonly attempts: Load[] = [];
  /** How many requests were answered. */
  answered = 0;
  readonly #world: World;
  readonly #options: ServerOptions;
  readonly #answers = new Load();

  constructor(world: World, options: ServerOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Takes a request, and tells whether it is answered. */
  request(attempt: number): boolean {
    const { now } = this.#world;
    const { downFrom, upFrom, refused = 1, perSecond = Infinity } =
      this.#options;
    const bin = Math.floor(now / BIN);
    (this.attempts[attempt - 1] ??= new Load()).add(bin);

    const isDown = now >= downFrom && now < upFrom && random() < refused;
    const isBusy = this.#answers.in(bin) >= perSecond / BINS_PER_SECOND;
    if (isDown || isBusy) return false;
    this.#answers.add(bin);
    this.answered++;
    return true;
  }
}
