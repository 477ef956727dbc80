import { now } from "../lib/clock.ts";
import { isTimed } from "../options/policy.ts";
import { LiveAttempt } from "./attempt.ts";
import { type Invocation, nameOf } from "./callee.ts";
import { type Abortable, CallerSignal } from "./caller_signal.ts";
import { Limits } from "./limits.ts";
import { isRunning, type Phase } from "./phase.ts";
import { type Thrown, timeoutError } from "./timeout_error.ts";
import type { Work } from "./work.ts";

/** A call, as far as it can be interrupted. */
export interface Interruptible {
  readonly invocation: Invocation;
  readonly work: Pick<Work, "canAbandon">;
  readonly phase: Phase;
  /** The number of the attempt under way. */
  readonly num: number;
  /** The attempt under way, if the retried code gets to see it. */
  readonly attempt: LiveAttempt | undefined;
  /** Goes on without the attempt that is under way, a microtask later. */
  abandon(reason: unknown): void;
  /** Ends, as the signal has aborted. */
  aborted(reason: unknown): void;
}

/** What interrupts a call: its limits, and the signal of its caller. */
export class Interrupts implements Abortable {
  readonly signal: CallerSignal | undefined;
  /** Why the attempt under way has run out of time, if it has. */
  expired: Error | undefined;

  readonly #call: Interruptible;
  #thrown: Thrown | undefined;
  #started = 0;
  #limits: Limits | undefined;

  constructor(call: Interruptible, signal: AbortSignal | undefined) {
    this.#call = call;
    this.signal = signal && new CallerSignal(signal, this);
  }

  /** The limits. Most calls succeed at once, and need none. */
  get limits(): Limits {
    return this.#limits ??= new Limits(
      this.#call.invocation.policy,
      this.#started,
    );
  }

  get isAborted(): boolean {
    return this.signal?.isAborted === true;
  }

  /** Notes that the call begins, and returns the time if that matters. */
  begin(): number | undefined {
    if (!isTimed(this.#call.invocation.policy)) return undefined;
    // It costs as much as the rest of a call, but what the first attempt does before
    // its first `await` counts towards the deadline.
    this.#started = now();
    return this.#started;
  }

  /** Notes what the retried code has thrown. */
  noteThrown(error: unknown): void {
    if (!this.expired) this.#thrown = { error };
  }

  /** Holds the attempt under way to the limits and to the signal. */
  hold(): void {
    this.signal?.follow();
    if (!this.isAborted) this.limits.startLimit((when) => this.#expire(when));
  }

  /** Called when an attempt is asked for its signal for the first time. */
  watch(attempt: LiveAttempt): void {
    const { work, phase } = this.#call;
    if (attempt !== this.#call.attempt || !isRunning(phase)) return;
    // A function is held to its limits anyway.
    if (work.canAbandon) this.signal?.follow();
    else this.hold();
  }

  /** Stops what is under way, at once. */
  stop(reason: unknown): void {
    this.#limits?.stop();
    const { attempt, phase } = this.#call;
    if (attempt && isRunning(phase)) LiveAttempt.stop(attempt, reason);
  }

  abort(reason: unknown): void {
    this.#call.aborted(reason);
  }

  /** Leaves no timer and no listener behind. */
  end(): void {
    this.#limits?.stop();
    this.signal?.unfollow();
  }

  #expire(when: string): void {
    const { num, invocation, work } = this.#call;
    const attempt = `Attempt ${num} of ${nameOf(invocation)}`;
    const expired = timeoutError(attempt, when, this.#thrown);
    this.expired = expired;
    this.stop(expired);
    // A loop may be forgotten, and must not stay on its signal.
    if (!work.canAbandon) return this.signal?.unfollow();
    void Promise.resolve().then(() => this.#call.abandon(expired));
  }
}
