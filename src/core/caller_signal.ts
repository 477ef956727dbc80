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
  /** Stops what is under way, at once. */
  stop(reason: unknown): void;
  /** Goes on without it, a microtask later and in the caller's async context. */
  abort(reason: unknown): void;
}

/** The caller's signal, as one call follows it. */
export class CallerSignal implements Follower {
  readonly #signal: AbortSignal;
  readonly #call: Abortable;
  #reason: { readonly value: unknown } | undefined = undefined;
  #abort: (() => void) | undefined = undefined;

  constructor(signal: AbortSignal, call: Abortable) {
    this.#signal = signal;
    this.#call = call;
  }

  get isAborted(): boolean {
    // A mock may tell its listeners, and still say that it has not aborted.
    return this.#reason !== undefined || isAborted(this.#signal);
  }

  /** Why it has aborted: the same for all who are told. */
  get reason(): unknown {
    this.#reason ??= { value: reasonOf(this.#signal) };
    return this.#reason.value;
  }

  /** Tells the call when the signal aborts, or at once if it has. */
  follow(): void {
    if (this.#abort) return;
    this.#abort = bindContext(() => this.#call.abort(this.reason));
    if (this.isAborted) this.aborted();
    else follow(this.#signal, this);
  }

  /** Tells the call nothing any more. */
  unfollow(): void {
    this.#abort = undefined;
    unfollow(this.#signal, this);
  }

  aborted(): void {
    this.#call.stop(this.reason);
    this.#abort?.();
  }
}
