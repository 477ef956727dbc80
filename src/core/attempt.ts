import { inspectable } from "../lib/inspect.ts";
import { abort } from "../lib/signals.ts";
import type { CallerPolicy } from "../options/policy.ts";
import { exponential } from "./backoff.ts";

/** One attempt at a block of code. */
export interface Attempt {
  /** The number of this attempt, from 1. */
  readonly num: number;
  /**
   * The wait in milliseconds if this attempt fails.
   *
   * A lower bound, as it does not include jitter. A wait that `on` asks for takes
   * its place.
   */
  readonly nextWait: number;
  /** The milliseconds that are left until the deadline, or `Infinity`. */
  readonly remaining: number;
  /**
   * Aborts when the caller's signal aborts, or `timeout` or `attemptTimeout` is
   * reached.
   *
   * Each attempt has its own. It never aborts once the attempt has ended.
   */
  readonly signal: AbortSignal;
  /**
   * Says that this attempt has failed: schedules the retry.
   *
   * Call it in a `catch` block, and let the block of code end. If there will be
   * no retry, it throws the error. It throws the signal's reason if the call is
   * aborted.
   *
   * @param error What was thrown.
   * @throws The error itself, if there will be no retry.
   * @throws {TypeError} If the retry of this attempt is scheduled already; `error`
   * is its `cause`.
   */
  fail(error: unknown): void;
}

/** What an attempt asks of its call. */
export interface AttemptOwner {
  readonly policy: CallerPolicy;
  readonly limits: {
    /** The milliseconds until the deadline. */
    remaining(): number;
    /** Called when an attempt is asked for its signal for the first time. */
    watch(attempt: LiveAttempt): void;
  };
  /** Called when the retried code says that its attempt has failed. */
  fail(attempt: LiveAttempt, error: unknown): void;
}

// Set up at the first attempt, not on import, so that bundlers can drop the class.
let isInspectable = false;

/** The {@linkcode Attempt} of a call, with what only the call may do to it. */
export class LiveAttempt implements Attempt {
  readonly num: number;
  readonly #owner: AttemptOwner;
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(num: number, owner: AttemptOwner) {
    this.num = num;
    this.#owner = owner;
    if (isInspectable) return;
    isInspectable = true;
    inspectable(
      LiveAttempt.prototype,
      "Attempt",
      ({ num, nextWait, remaining }) => ({ num, nextWait, remaining }),
    );
  }

  get nextWait(): number {
    return exponential(this.#owner.policy, this.num);
  }

  get remaining(): number {
    return this.#owner.limits.remaining();
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#aborted) abort(controller, this.#aborted.reason);
      else this.#owner.limits.watch(this);
    }
    return this.#controller.signal;
  }

  // Bound, as a block may destructure the attempt, as in `({ fail, signal }) => …`.
  get fail(): (error: unknown) => void {
    return (error) => this.#owner.fail(this, error);
  }

  /** Aborts an attempt. Static, so that users do not see it on their attempts. */
  static abort(attempt: LiveAttempt, reason: unknown): void {
    attempt.#aborted = { reason };
    if (attempt.#controller) abort(attempt.#controller, reason);
  }
}
