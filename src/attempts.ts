import { type Attempt, LiveAttempt } from "./attempt.ts";
import { now } from "./clock.ts";
import { unfollow } from "./follow.ts";
import { Run } from "./run.ts";

type Step = IteratorResult<Attempt, undefined>;

const DONE: Step = Object.freeze({ done: true, value: undefined });

/**
 * One call as a sequence of attempts, which the code that asks for them makes.
 *
 * That code cannot be abandoned, so an attempt needs no timer and no listener
 * until its signal is asked for.
 */
export class Attempts extends Run
  implements AsyncIterableIterator<Attempt, undefined> {
  #resolve: ((step: Step) => void) | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      if (this.over) return resolve(DONE);
      if (this.num > 0 && !this.running) {
        throw new TypeError("Cannot attempt again as the wait must end first");
      }

      this.#resolve = resolve;
      this.#reject = reject;
      if (this.num === 0) return this.#start();
      if (this.wait >= 0) return this.retry();
      this.end();
      resolve(DONE);
    });
  }

  return(): Promise<Step> {
    this.end();
    this.#resolve?.(DONE);
    return Promise.resolve(DONE);
  }

  watch(attempt: LiveAttempt): void {
    if (attempt === this.attempt && this.running) this.guard();
  }

  protected attemptOnce(): void {
    unfollow(this.signal, this);
    this.attempt = new LiveAttempt(this.num, () => this);
    this.#resolve?.({ done: false, value: this.attempt });
  }

  protected interrupt(): void {
    unfollow(this.signal, this);
  }

  reject(error: unknown): void {
    this.end();
    this.#reject?.(error);
  }

  #start(): void {
    if (!this.signal?.aborted) this.policy.budget?.deposit(now());
    this.resume();
  }
}
