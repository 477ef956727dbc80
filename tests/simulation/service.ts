import { random } from "../../src/lib/random.ts";
import { Load } from "./load.ts";

// In milliseconds.
/** How long a request takes that is answered at once. */
const ANSWER = 50;
/** How long one takes that is refused. */
const REFUSAL = 10;
/** How much work is taken on at most, beyond what is done at once. */
const BURST = 100;
const QUEUE = 10_000;

// One for all, as to make an error takes longer than all else that a request does.
const NO_ANSWER = new Error("no answer");

/** The time of a service, in milliseconds since it began. */
export interface Clock {
  readonly now: number;
  /** Lets something happen later. */
  at(time: number, callback: () => void): unknown;
}

/** What a service can do, and when. */
export interface Ability {
  /** The share of requests that it refuses at a time, whatever the load. */
  refused(now: number): number;
  /** How many requests it answers in a second at most. */
  readonly capacity: number;
  /** Whether it queues what is too much, and does not refuse it. */
  readonly queues: boolean;
  /** How long its clients wait for an answer. */
  readonly patience: number;
}

/** A service that takes its time, and has a limit. */
export class Service {
  /** The requests in each second. */
  readonly load: Load = new Load();
  readonly #clock: Clock;
  readonly #ability: Ability;
  /** When it has done all that it has taken on. */
  #free = 0;

  constructor(clock: Clock, ability: Ability) {
    this.#clock = clock;
    this.#ability = ability;
  }

  /** Sends a request: it is answered, or it fails. */
  readonly send = (): Promise<void> => {
    const { now } = this.#clock;
    this.load.add(Math.floor(now / 1_000));
    const took = this.#take(now);
    const { patience } = this.#ability;
    return new Promise((resolve, reject) => {
      const fail = () => reject(NO_ANSWER);
      if (took === undefined) this.#clock.at(now + REFUSAL, fail);
      // Who waits for an answer in vain has made work all the same.
      else if (took > patience) this.#clock.at(now + patience, fail);
      else this.#clock.at(now + took, () => resolve());
    });
  };

  /** How long it takes for a request, if it does not refuse it. */
  #take(now: number): number | undefined {
    const { capacity, queues } = this.#ability;
    if (random() < this.#ability.refused(now)) return undefined;
    const ahead = Math.max(0, this.#free - now);
    if (ahead > (queues ? QUEUE : BURST)) return undefined;
    this.#free = now + ahead + 1_000 / capacity;
    return ANSWER + (queues ? Math.round(ahead) : 0);
  }
}
