import { type Attempt, LiveAttempt } from "./attempt.ts";
import { Call } from "./call.ts";
import type { Invocation } from "./callee.ts";
import type { Work } from "./work.ts";

/** What a loop is given: an attempt, or its end. */
export type Step = IteratorResult<Attempt, undefined>;

const DONE: Step = { done: true, value: undefined };

/**
 * A call whose attempts are made by the code that asks for them.
 *
 * This code cannot be abandoned, so an attempt needs no timer and no listener
 * until its signal is asked for.
 */
export class Loop implements Work {
  readonly canAbandon = false;
  readonly #call: Call;
  readonly #guardsSteps: boolean;
  readonly #isCounted: boolean;
  /** The number of the last attempt whose code has begun. */
  #entered = 0;
  #resolve: ((step: Step) => void) | undefined;
  #reject!: (error: unknown) => void;

  /**
   * @param canLeave Whether the loop can be left while it waits for an attempt.
   * @param isCounted Whether the budget knows of the call already.
   */
  constructor(
    invocation: Invocation,
    signal: AbortSignal | undefined,
    canLeave: boolean,
    isCounted: boolean,
  ) {
    this.#call = new Call(invocation, this, signal);
    this.#isCounted = isCounted;
    this.#guardsSteps = canLeave || signal !== undefined;
  }

  /** Asks for the next attempt: the one before has succeeded, or has failed. */
  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      const { phase } = this.#call;
      if (phase === "waiting") {
        throw new TypeError(
          "Cannot start another attempt before the wait has ended",
        );
      }
      // A hook may ask again as the loop ends.
      if (phase === "over") return resolve(DONE);
      this.#resolve = resolve;
      this.#reject = reject;
      if (phase === "new") {
        if (this.#call.begin(this.#isCounted)) this.#attempt();
      } else if (phase === "planned") this.#call.startWait();
      else this.finish();
    });
  }

  /** Ends the loop: the attempt under way, if any, has succeeded. */
  finish(): void {
    this.#call.succeed();
    this.#give(DONE);
  }

  /** If the loop waits for a retry, ends it without success. */
  leaveWait(): void {
    const { num, phase } = this.#call;
    if (phase === "waiting" || num > 1 && num !== this.#entered) this.end();
  }

  /** Ends the loop without success, unless the code of an attempt is running. */
  leave(): void {
    if (this.#entered === 0) this.end();
    this.leaveWait();
  }

  /** Ends the loop without success. */
  end(): void {
    this.#call.end();
    this.#give(DONE);
  }

  resume(): void {
    if (this.#call.beginRetry()) this.#attempt();
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  #attempt(): void {
    const call = this.#call;
    const attempt = new LiveAttempt(call.num, call);
    call.attempt = attempt;
    this.#give(
      this.#guardsSteps
        ? new GuardedStep(attempt, () => this.#enter(attempt)) as Step
        : { done: false, value: attempt },
    );
  }

  #give(step: Step): void {
    const resolve = this.#resolve;
    // Node.js takes ten times as long for a promise that is resolved twice.
    this.#resolve = undefined;
    resolve?.(step);
  }

  /**
   * Notes that the code of an attempt begins, unless the call has ended in the
   * meantime.
   *
   * @returns Whether the loop is done.
   */
  #enter({ num }: Attempt): boolean {
    if (num === this.#entered) return false;
    if (this.#call.phase === "over") return true;
    if (this.#call.limits.isAborted) throw this.#call.takeBack();
    this.#entered = num;
    return false;
  }
}

/**
 * A step that decides at the last moment whether there is an attempt.
 *
 * The promise needs a microtask to deliver the step. Until then, the signal may
 * abort.
 */
class GuardedStep {
  readonly value: Attempt;
  readonly #enter: () => boolean;

  constructor(value: Attempt, enter: () => boolean) {
    this.value = value;
    this.#enter = enter;
  }

  get done(): boolean {
    return this.#enter();
  }
}
