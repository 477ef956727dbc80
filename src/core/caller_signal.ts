import { bindContext } from "../lib/async_context.ts";
import {
  follow,
  type Follower,
  isAborted,
  reasonOf,
  unfollow,
} from "../lib/signals.ts";

/** What a call does when its caller's signal aborts. */
export interface Abortable {
  /** Aborts the attempt under way, at once. */
  abortAttempt(reason: unknown): void;
  /** Called a microtask later, and in the caller's async context. */
  aborted(reason: unknown): void;
}

/** The caller's signal, as one call follows it. */
export class CallerSignal implements Follower {
  readonly #signal: AbortSignal;
  readonly #call: Abortable;
  #reason: unknown;
  #tellLater: (() => void) | undefined;

  constructor(signal: AbortSignal, call: Abortable) {
    this.#signal = signal;
    this.#call = call;
  }

  get isAborted(): boolean {
    // A mock may call its listeners although its `aborted` is still false.
    return this.#reason !== undefined || isAborted(this.#signal);
  }

  /** Why it has aborted: the same value for everyone who asks. */
  get reason(): unknown {
    return this.#reason ??= reasonOf(this.#signal);
  }

  /** Tells the call when the signal aborts, or at once if it has. */
  follow(): void {
    if (this.#tellLater) return;
    this.#tellLater = bindContext(() => this.#call.aborted(this.reason));
    if (this.isAborted) return this.aborted();
    try {
      follow(this.#signal, this);
    } catch (error) {
      this.#tellLater = undefined;
      throw error;
    }
  }

  /** Stops telling the call. */
  unfollow(): void {
    this.#tellLater = undefined;
    unfollow(this.#signal, this);
  }

  aborted(): void {
    this.#call.abortAttempt(this.reason);
    this.#tellLater?.();
  }
}
