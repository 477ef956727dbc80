// What is promised about one call, said a second time: plainly, in milliseconds
// since the call began, and without a look at how `src/` does it.
import { type Event, timeoutError, wrongAnswerError } from "./events.ts";
import { type Rules, rulesOf } from "./rules.ts";
import { isDisposable, REASON, type Script, type Step } from "./script.ts";
import { errorOf, isOneOf } from "./values.ts";
import { World } from "./world.ts";

/** How an attempt has failed. */
export interface Failure {
  readonly error: unknown;
  /** Which limit has cut the attempt short, if one has. */
  readonly limit?: "timeout" | "attemptTimeout" | undefined;
}

/** The state of one call. What is up to chance, it takes from what was observed. */
export class Model extends World {
  readonly attemptTimeout: number;
  /** How often a hook has failed, which is reported and nothing else. */
  reports = 0;
  /** What the call ends with, once it has failed. */
  end: { readonly error: unknown } | undefined;

  readonly #observed: readonly Event[];
  readonly #rules: Rules;
  #waited = 0;
  /** What timers of the call have measured: waits, and attempts cut short. */
  #measured = 0;
  #thrown: { readonly cause: unknown } | undefined;
  #failure: unknown;
  #disposables: string[] = [];

  constructor(script: Script, observed: readonly Event[]) {
    super(script);
    this.#observed = observed;
    this.#rules = rulesOf(script);
    this.attemptTimeout = this.#rules.attemptTimeout;
  }

  /** The first event of that kind, about that attempt or for that reason. */
  observed(kind: string, detail: unknown): Event | undefined {
    return this.#observed.find(([, what, first]) =>
      what === kind && first === detail
    );
  }

  /** The milliseconds since the call began; without a deadline, as far as timers know. */
  get elapsed(): number {
    if (this.#rules.timeout === Infinity) return this.#measured;
    return Math.max(this.clock, this.#measured);
  }

  get remaining(): number {
    return Math.max(0, this.#rules.timeout - this.elapsed);
  }

  /** The wait after this attempt, without jitter. */
  get nextWait(): number {
    const { waitInitial = 100, waitMax = 45_000, waitExpBase = 2 } =
      this.script.options;
    if (this.#rules.instant || waitInitial === 0) return 0;
    return Math.min(waitMax, waitInitial * waitExpBase ** (this.num - 1));
  }

  /** Begins an attempt, and tells whether there is one. */
  begin(): boolean {
    if (this.aborted) return this.giveUp("aborted");
    this.num++;
    return true;
  }

  /** Ends the call without success. */
  giveUp(reason: string, error: unknown = this.#failure): false {
    const last = reason === "aborted" ? REASON : error;
    this.end = { error: last };
    this.dispose();
    if (this.num > 0 && !this.#rules.silent) {
      this.tell("gave up", reason, this.num, this.#waited, this.elapsed, last);
      this.happen("the give-up hook");
    }
    return false;
  }

  /** Notes that a limit has cut the attempt short, after that long. */
  expire(after: number): unknown {
    this.#measured += after;
    return timeoutError(this.#thrown);
  }

  /** How long to wait after a failure, or `undefined` if the call ends. */
  fail({ error, limit }: Failure, step: Step): number | undefined {
    const giveUp = (reason: string) => void this.giveUp(reason, error);
    this.#failure = error;
    if (!limit) this.#thrown = { cause: error };
    if (this.aborted) return giveUp("aborted");
    if (limit === "timeout") return giveUp("timeout");
    if (this.num >= this.#rules.attempts) return giveUp("attempts");
    if (this.remaining === 0) return giveUp("timeout");

    const answer = limit === "attemptTimeout" || this.#ask(error, step);
    if (this.end) return undefined;
    if (this.aborted) return giveUp("aborted");
    if (answer === false) return giveUp("not-retryable");

    const wait = this.#toWait(answer);
    if (wait >= this.remaining) return giveUp("timeout");
    if (this.#rules.broke) return giveUp("budget");
    this.#announce(wait, error);
    return wait;
  }

  /** Waits for the next attempt, and tells whether there will be one. */
  rest(wait: number): boolean {
    if (this.aborted) return this.giveUp("aborted");
    if (wait >= this.remaining) return this.giveUp("timeout");
    const wakeAt = this.time + (this.#rules.instant ? 0 : Math.ceil(wait));
    if (this.abortAt <= wakeAt) {
      this.time = this.abortAt;
      return this.giveUp("aborted");
    }

    this.time = wakeAt;
    this.#waited += wait;
    this.#measured += wait;
    this.dispose();
    if (this.aborted) return this.giveUp("aborted");
    return this.remaining > 0 || this.giveUp("timeout");
  }

  /** All that was to be seen, when nothing more is to come. */
  conclude(): readonly Event[] {
    return [...this.events, [0, "reports", this.reports]];
  }

  #ask(error: unknown, step: Step): boolean | number {
    const { on } = this.script;
    if (on !== "hook") return isOneOf(step.error, on);
    this.tell("on", error);
    this.happen("on");
    const { answer } = step;
    if (typeof answer !== "object") return answer;
    this.end = {
      error: "throws" in answer
        ? errorOf(answer.throws)
        : wrongAnswerError(answer.wrong, error),
    };
    return false;
  }

  #toWait(answer: true | number): number {
    if (this.#rules.instant) return 0;
    if (typeof answer === "number") return Math.max(0, answer);
    // Jitter is up to chance: any possible wait that was told is the right one.
    // If none was told, even the longest must have been one too long, unless it
    // was for another reason.
    if (this.observed("gave up", "budget")) return this.nextWait;
    const longest = this.nextWait + (this.script.options.waitJitter ?? 1_000);
    const told = this.observed("retry", this.num)?.[3];
    const isPossible = Number(told) >= this.nextWait && Number(told) <= longest;
    return isPossible ? Number(told) : longest;
  }

  #announce(wait: number, error: unknown): void {
    this.tell("retry", this.num, wait, this.#waited, error);
    this.happen("the retry hook");
    for (const kind of this.script.hooks) {
      if (kind === "throws" || kind === "rejects") this.reports++;
      if (isDisposable(kind)) this.#disposables.push(kind);
    }
  }

  /** Disposes what hooks have returned. */
  dispose(): void {
    while (this.#disposables.length > 0) {
      const kind = this.#disposables.pop()!;
      this.tell("dispose", this.num, this.#disposables.length);
      if (kind.includes("throws")) this.reports++;
      if (this.#disposables.length === 0) this.happen("the disposable");
    }
  }
}
