import { type Attempt, LiveAttempt } from "./attempt.ts";
import type { Named } from "./callee.ts";
import { isAborted, reasonOf, unfollow } from "../lib/signals.ts";
import { beginCall } from "./limits.ts";
import type { Policy } from "../options/policy.ts";
import { Run } from "./run.ts";

type Step = IteratorResult<Attempt, undefined>;

const DONE: Step = Object.freeze({ done: true, value: undefined });

/**
 * One call as a sequence of attempts, which the code that asks for them makes.
 *
 * Most calls succeed at once, and need no state but what is in here: a
 * {@linkcode Loop} is made when an attempt has failed, or is asked for more than
 * its number.
 */
export class Attempts implements AsyncIterableIterator<Attempt, undefined> {
  readonly #policy: Policy;
  readonly #named: Named;
  readonly #self: unknown;
  readonly #args: readonly unknown[];
  readonly #signal: AbortSignal | undefined;
  #started = 0;
  #first: LiveAttempt | undefined = undefined;
  #isOver = false;
  #loop: Loop | undefined = undefined;

  constructor(
    policy: Policy,
    named: Named,
    self: unknown,
    args: readonly unknown[],
    signal: AbortSignal | undefined,
  ) {
    this.#policy = policy;
    this.#named = named;
    this.#self = self;
    this.#args = args;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    if (this.#loop) return this.#loop.next();
    if (this.#first || this.#isOver) return this.return();
    if (isAborted(this.#signal)) {
      this.#isOver = true;
      return Promise.reject(reasonOf(this.#signal));
    }

    this.#started = beginCall(this.#policy);
    this.#first = new LiveAttempt(1, () => this.#toLoop());
    return Promise.resolve({ done: false, value: this.#first });
  }

  return(): Promise<Step> {
    if (this.#first && !this.#isOver && !this.#loop) {
      this.#policy.budget?.answer();
    }
    this.#isOver = true;
    this.#loop?.leave();
    return Promise.resolve(DONE);
  }

  #toLoop(): Loop {
    return this.#loop ??= new Loop({
      policy: this.#policy,
      named: this.#named,
      self: this.#self,
      args: this.#args,
      signal: this.#signal,
      started: this.#started,
      attempt: this.#first,
      isOver: this.#isOver,
    });
  }
}

/**
 * The state of a call whose attempts are made outside.
 *
 * Its code cannot be abandoned, so an attempt needs no timer and no listener until
 * its signal is asked for.
 */
class Loop extends Run {
  #resolve: ((step: Step) => void) | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      if (this.over) return resolve(DONE);
      if (!this.running) {
        throw new TypeError("Cannot attempt again as the wait must end first");
      }

      this.#resolve = resolve;
      this.#reject = reject;
      if (this.wait >= 0) return this.retry();
      this.leave();
    });
  }

  /** Ends the loop, also amid a wait. */
  leave(): void {
    if (this.running && !this.hasFailed) this.policy.budget?.answer();
    this.end();
    this.#resolve?.(DONE);
  }

  watch(attempt: LiveAttempt): void {
    if (attempt === this.attempt && this.running) this.guard();
  }

  reject(error: unknown): void {
    this.end();
    this.#reject?.(error);
  }

  protected attemptOnce(): void {
    unfollow(this.signal, this);
    this.attempt = new LiveAttempt(this.num, () => this);
    this.#resolve?.({ done: false, value: this.attempt });
  }

  protected interrupt(): void {
    unfollow(this.signal, this);
  }
}
