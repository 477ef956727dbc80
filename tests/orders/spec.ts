// What is promised about one call, held against it step by step: what it does is
// to be allowed at that moment, and what it must have done is asked for when no
// microtask is left.
import type { GiveUpDetails, RetryDetails } from "../../mod.ts";
import type { Clock } from "./clock.ts";
import { type Answer, type Rules, WAITS } from "./setting.ts";

/** What the signals abort with. */
export const REASON: unknown = Object.freeze(["the reason of the signal"]);

/** What has stopped an attempt under way that can be abandoned. */
export interface Stop {
  readonly kind: "abort" | "deadline" | "attempt";
  /** Whether a success of the attempt need not count any more. */
  mayLose: boolean;
  /** Whether it must not. */
  mustLose: boolean;
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** One thing that was promised, and did not hold. */
export class Broken extends Error {}

export class Spec {
  readonly rules: Rules;
  readonly clock: Clock;
  /** Planned: it was said to fail, and is not over. Refused: so, and for good. */
  phase: "new" | "trying" | "planned" | "refused" | "waiting" | "over" = "new";
  /** Whether attempts under way can be abandoned. */
  readonly abandons: boolean;
  /** Whether the attempt itself has said that it has failed. */
  said = false;
  /** The number of attempts so far, and when the last of them began. */
  num = 0;
  began = 0;
  start = 0;
  aborted = false;
  /** Whether the consumer has left. */
  left = false;
  /** What the attempt has failed with, if it has. */
  failure: { readonly error: unknown } | undefined;
  /** What the attempt has succeeded with, if that may count. */
  success: { readonly value: unknown; readonly must: boolean } | undefined;
  stop: Stop | undefined;
  /** What `on` has said. */
  answer: Answer | undefined;
  asked = false;
  /** The wait that was told, and when it began. */
  wait: number | undefined;
  waitFrom = 0;
  waited = 0;
  /** Whether there is something that the hook wants disposed. */
  undisposed = false;
  /** What the call must end with, once that is decided. */
  end: { readonly error: unknown } | undefined;
  gaveUp: string | undefined;
  settled: Outcome | undefined;
  /** The `TimeoutError` of this attempt, once it was seen. */
  expired: DOMException | undefined;
  /** What an earlier attempt has thrown. */
  thrown: { readonly cause: unknown } | undefined;

  constructor(rules: Rules, clock: Clock, abandons: boolean) {
    this.rules = rules;
    this.clock = clock;
    this.abandons = abandons;
  }

  check(holds: boolean, promise: string): void {
    if (!holds) throw new Broken(promise);
  }

  get elapsed(): number {
    return this.clock.now - this.start;
  }

  get remaining(): number {
    return Math.max(0, this.rules.timeout - this.elapsed);
  }

  get isOver(): boolean {
    return this.phase === "over";
  }

  /** When the wait must end. */
  get waitDue(): number {
    return this.waitFrom + (this.rules.instant ? 0 : Math.ceil(this.wait!));
  }

  get formula(): number {
    if (this.rules.instant) return 0;
    const { waitInitial, waitMax, waitExpBase } = WAITS;
    return Math.min(waitMax, waitInitial * waitExpBase ** (this.num - 1));
  }

  callBegins(): void {
    this.start = this.clock.now;
  }

  /** An attempt begins. */
  attemptBegins(): void {
    this.check(!this.isOver, "an attempt begins after the end of the call");
    this.check(!this.left, "an attempt begins after the consumer has left");
    this.check(!this.aborted, "an attempt begins after the abort");
    this.check(this.num < this.rules.attempts, "there is an attempt too many");
    if (this.num === 0) {
      this.check(
        this.elapsed === 0,
        "the first attempt does not begin at once",
      );
    } else {
      this.check(this.phase === "waiting", "an attempt begins without a wait");
      const early = this.waitDue - this.clock.now;
      this.check(early <= 0, `an attempt begins ${early} ms too early`);
      this.check(this.remaining > 0, "an attempt begins past the deadline");
      this.check(!this.undisposed, "an attempt begins before it is disposed");
      this.waited += this.wait!;
    }
    this.num++;
    this.began = this.clock.now;
    this.phase = "trying";
    this.failure =
      this.success =
      this.stop =
      this.answer =
        undefined;
    this.wait = this.expired = undefined;
    this.asked = this.said = false;
  }

  /** The attempt under way fails with that, as far as it is known to itself. */
  fails(error: unknown): void {
    if (this.phase !== "trying" || this.failure || this.success) return;
    this.failure = { error };
    if (!this.stop) this.thrown = { cause: error };
  }

  /** The attempt under way succeeds with that. */
  succeeds(value: unknown): void {
    if (this.phase === "planned" && this.stop?.kind !== "deadline") {
      return this.waits();
    }
    if (this.phase !== "trying" && this.phase !== "refused") return;
    if (this.failure && !this.said) return;
    if (this.success || this.stop?.mustLose) return;
    this.success = { value, must: !this.stop?.mayLose };
  }

  /** `on` is asked. */
  asks(error: unknown): void {
    this.check(!this.isOver, "`on` is asked after the end of the call");
    this.check(!this.aborted, "`on` is asked after the abort");
    this.check(this.failure !== undefined, "`on` is asked without a failure");
    this.check(!this.asked, "`on` is asked twice");
    this.check(
      this.stop === undefined,
      "`on` is asked about an attempt that took too long",
    );
    this.check(
      error === this.failure?.error,
      "`on` is asked about another error",
    );
    this.check(
      this.num < this.rules.attempts,
      "`on` is asked past the attempts",
    );
    this.check(this.remaining > 0, "`on` is asked past the deadline");
    this.asked = true;
  }

  answers(answer: Answer, thrown: unknown): void {
    this.answer = answer;
    if (answer === "throws") this.end = { error: thrown };
    else if (answer !== false) this.wait = this.#toWait(answer);
  }

  #toWait(answer: true | number): number {
    if (this.rules.instant) return 0;
    return answer === true ? this.formula : answer;
  }

  /** A hook is told about a retry. */
  tells(details: RetryDetails): void {
    const { rules } = this;
    this.check(!rules.silent, "a hook is told while retrying is off");
    this.check(!this.isOver, "a retry is told after the end of the call");
    this.check(!this.aborted, "a retry is told after the abort");
    this.check(this.phase === "trying", "a retry is told twice");
    this.check(this.num < rules.attempts, "a retry is told past the attempts");
    if (this.stop?.kind === "attempt") this.wait = this.formula;
    else this.check(!this.stop, "a retry is told past the deadline");
    this.check(this.wait !== undefined, "a retry is told against `on`");
    this.check(
      this.wait! < this.remaining,
      "a retry is told whose wait would end at or past the deadline",
    );
    this.check(details.retryNum === this.num, "a hook is told a wrong number");
    this.check(details.waitFor === this.wait, "a hook is told a wrong wait");
    this.check(
      details.waitedSoFar === this.waited,
      "a hook is told wrongly how long was waited",
    );
    this.checkCause(details.causedBy);
    this.phase = "planned";
    this.undisposed = true;
  }

  disposes(): void {
    this.check(this.undisposed, "something is disposed twice");
    this.undisposed = false;
  }

  /** The wait begins. */
  waits(): void {
    this.phase = "waiting";
    this.waitFrom = this.clock.now;
  }

  /** A hook is told that the call gives up. */
  givesUp(
    { reason, attempts, waited, elapsed, causedBy }: GiveUpDetails,
  ): void {
    this.check(!this.rules.silent, "a hook is told while retrying is off");
    this.check(this.gaveUp === undefined, "a give-up is told twice");
    this.check(!this.settled, "a give-up is told after the end of the call");
    this.check(this.num > 0, "a give-up is told without any attempt");
    this.check(attempts === this.num, "a give-up is told with wrong attempts");
    const isWaited = waited === this.waited ||
      // The wait has ended, and there was no time for the attempt.
      this.phase === "waiting" && waited === this.waited + this.wait! &&
        this.clock.now >= this.waitDue;
    this.check(isWaited, "a give-up is told with a wrong sum of waits");
    const isElapsed = this.rules.timeout === Infinity
      ? elapsed >= waited && elapsed <= this.elapsed
      : elapsed === this.elapsed;
    this.check(isElapsed, `a give-up is told after ${elapsed} ms`);
    this.check(this.#allows(reason), `a give-up is told as "${reason}"`);
    if (reason === "aborted") {
      this.check(causedBy === REASON, "a give-up is told without the reason");
    } else this.checkCause(causedBy);
    this.gaveUp = reason;
    this.end = { error: causedBy };
    this.phase = this.said && this.phase === "trying" ? "refused" : "over";
  }

  #allows(reason: GiveUpDetails["reason"]): boolean {
    const late = this.abandons && this.stop?.kind === "deadline";
    if (reason === "aborted") return this.aborted;
    // Whichever came first, as both have stopped the attempt.
    if (this.aborted && !late) return false;
    switch (reason) {
      case "attempts":
        return this.num >= this.rules.attempts &&
          (this.failure !== undefined || this.stop?.kind === "attempt");
      case "timeout": {
        if (late) return true;
        const wait = this.stop?.kind === "attempt"
          ? this.formula
          : this.wait ?? 0;
        return this.phase === "waiting" && this.clock.now >= this.waitDue
          ? this.remaining === 0
          : wait >= this.remaining;
      }
      case "not-retryable":
        return this.answer === false;
      default:
        return false;
    }
  }

  /** Checks that this is what the attempt has failed with. */
  checkCause(error: unknown): void {
    const isFailure = this.failure !== undefined &&
      error === this.failure.error;
    // At the deadline, it is the `TimeoutError` unless the attempt itself says why.
    const isCut = this.abandons && this.stop?.kind === "deadline" && !this.said;
    if (isFailure && !isCut) return;
    this.check(
      this.abandons && this.stop !== undefined && this.stop.kind !== "abort",
      "a hook is told another error",
    );
    this.checkTimeoutError(error);
  }

  /** Checks that this is the `TimeoutError` of this attempt. */
  checkTimeoutError(error: unknown): void {
    if (this.expired) {
      return this.check(error === this.expired, "there are two TimeoutErrors");
    }
    const isTimeoutError = error instanceof DOMException &&
      error.name === "TimeoutError";
    this.check(isTimeoutError, "there is no TimeoutError");
    this.expired = error as DOMException;
    const { thrown } = this;
    this.check(
      thrown
        ? this.expired.cause === thrown.cause
        : !Object.hasOwn(this.expired, "cause"),
      "a TimeoutError has a wrong cause",
    );
  }

  /** The kind of limit that the timer of an attempt under way holds it to. */
  get limitKind(): "deadline" | "attempt" {
    const { timeout, attemptTimeout } = this.rules;
    return this.start + timeout <= this.began + attemptTimeout
      ? "deadline"
      : "attempt";
  }

  /** When the attempt under way runs out of time. */
  get limitDue(): number {
    const { timeout, attemptTimeout } = this.rules;
    return Math.min(this.start + timeout, this.began + attemptTimeout);
  }
}
