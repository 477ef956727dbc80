import type { Attempt } from "./attempt.ts";
import type { Loop, Step } from "./loop.ts";

/** The attempts of one loop, as `for await` asks for them. */
export class Attempts implements AsyncIterableIterator<Attempt, undefined> {
  readonly #loop: Loop;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return this.#loop.next();
  }

  return(): Promise<Step> {
    this.#loop.finish();
    return Promise.resolve({ done: true, value: undefined });
  }
}
