import type { Attempt } from "./attempt.ts";
import type { Loop, Step } from "./loop.ts";

/** Takes the place of a loop that never begins. */
const NO_LOOP = {
  next: (): Promise<Step> => Promise.resolve({ done: true, value: undefined }),
  finish(): void {},
};

/** The attempts of one loop, as `for await` asks for them. */
export class Attempts implements AsyncIterableIterator<Attempt, undefined> {
  readonly #toLoop: () => Loop;
  #loop: Pick<Loop, "next" | "finish"> | undefined = undefined;

  /** @param toLoop Makes the loop when it begins: with the first attempt. */
  constructor(toLoop: () => Loop) {
    this.#toLoop = toLoop;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    try {
      return (this.#loop ??= this.#toLoop()).next();
    } catch (error) {
      // The `signal` option is not valid, or is a function that has failed.
      this.#loop = NO_LOOP;
      return Promise.reject(error);
    }
  }

  return(): Promise<Step> {
    (this.#loop ??= NO_LOOP).finish();
    return NO_LOOP.next();
  }
}
