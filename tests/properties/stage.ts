import { FakeTime } from "@std/testing/time";
import { setImmediate } from "node:timers";
import {
  type Attempt,
  RetryBudget,
  type RetryOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../../mod.ts";
import { patchClock } from "../helpers.ts";
import type { Event } from "./events.ts";
import { Footprint } from "./footprint.ts";
import { giveUpHooks, NAME, retryHooks } from "./hooks.ts";
import { isNow, REASON, type Script } from "./script.ts";
import { errorOf, wrongAnswerOf } from "./values.ts";

const CLASSES: Record<string, typeof Error> = { TypeError, RangeError };

/** Where a script is played: it sees to time, hooks and the signal, and takes notes. */
export class Stage implements Disposable {
  readonly script: Script;
  readonly events: Event[] = [];
  /** The number of the attempt under way. */
  num = 0;

  readonly #controller = new AbortController();
  readonly #stack = new DisposableStack();
  readonly #time: FakeTime;
  readonly #start: number;
  readonly #setTimeout: typeof setTimeout;
  readonly #footprint: Footprint;
  #jumped = 0;

  constructor(script: Script) {
    const { mode, jumps, abort, clock } = script;
    const stack = this.#stack;
    this.script = script;
    this.#time = stack.use(new FakeTime());
    this.#start = this.#time.now;
    this.#setTimeout = globalThis.setTimeout;
    this.#footprint = stack.use(new Footprint(this.#controller.signal));
    if (clock) {
      let reads = 0;
      stack.use(patchClock(() => clock[reads++ % clock.length]!));
    } else if (jumps.length > 0) {
      stack.use(patchClock((now) => now + this.#jumped));
    }
    if (mode.is === "off") stack.use(setActive(false));
    if (mode.is === "testing") {
      stack.use(setTesting(true, { attempts: mode.attempts, cap: mode.cap }));
    }
    stack.use(setOnRetryHooks(retryHooks(this)));
    stack.use(setOnGiveUpHooks(giveUpHooks(this)));

    for (const { when, by } of jumps) {
      if (typeof when === "number") this.later(when, () => this.#jumped += by);
    }
    if (abort === "before") this.#abort();
    if (typeof abort === "number") this.later(abort, () => this.#abort());
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The options of the script, as a user would write them. */
  get options(): Omit<RetryOptions, "on"> {
    const { options, objects, signal, budget } = this.script;
    const given: Record<string, unknown> = { name: NAME, ...options };
    for (const [name, value] of Object.entries(given)) {
      const isLength = /^wait(?!Exp)|imeout$/.test(name);
      if (objects && isLength && typeof value === "number") {
        given[name] = { total: () => value };
      }
    }
    if (budget) given.budget = new RetryBudget({ ratio: 0, minPerSecond: 0 });
    if (signal === "given") given.signal = this.signal;
    if (signal === "of arguments") given.signal = (it = this.signal) => it;
    return given;
  }

  /** What the script retries on. */
  get on(): RetryOptions["on"] {
    const { on } = this.script;
    if (on === "hook") return (error) => this.#answer(error) as boolean;
    const classes = on.map((name) => CLASSES[name]!);
    return classes.length > 1 ? classes : classes[0]!;
  }

  /** Notes that an attempt has begun, and aborts of its signal if it reads it. */
  begin(attempt?: Attempt, reads?: boolean): void {
    if (++this.num > 100) throw new Error("there is no end of attempts");
    if (attempt === undefined) this.tell("attempt", this.num);
    else {
      const { num, nextWait, remaining } = attempt;
      this.tell("attempt", num, nextWait, remaining);
    }
    if (attempt && reads) {
      const { signal } = attempt;
      signal.addEventListener(
        "abort",
        () => this.tell("signal", signal.reason),
      );
    }
    this.happen("the attempt");
  }

  /** Tells an attempt that it has failed, and notes what that throws. */
  fail(attempt: Attempt, error: unknown, catches: boolean): void {
    try {
      attempt.fail(error);
    } catch (thrown) {
      this.tell("fail threw", thrown);
      if (!catches) throw thrown;
    }
  }

  tell(what: string, ...details: unknown[]): void {
    this.events.push([this.#time.now - this.#start, what, ...details]);
  }

  /** Calls back later, by a timer that is not the call's. */
  later(ms: number, callback: () => void): void {
    this.#setTimeout.call(globalThis, callback, ms);
  }

  /** Waits for so long, if at all. */
  async delay(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.later(ms, resolve));
  }

  /** Lets the script have its way inside of a callback. */
  happen(inside: string): void {
    const { abort, jumps } = this.script;
    for (const { when, by } of jumps) {
      if (isNow(when, inside, this.num)) this.#jumped += by;
    }
    if (isNow(abort, inside, this.num)) this.#abort();
  }

  /** Lets time pass until nothing more happens, and returns what has happened. */
  async play(call: Promise<unknown>): Promise<readonly Event[]> {
    const end = call.then(
      (value) => this.tell("resolved", this.num, value),
      (error) => this.tell("rejected", error),
    ).then(() => this.#footprint.checkEnd());
    let isSettled = false;
    const settle = () => isSettled = true;
    end.then(settle, settle);
    do await turn(); while (this.#time.next());

    this.events.push([0, "reports", this.#footprint.reports]);
    this.#footprint.check();
    if (isSettled) {
      await end;
      // Whatever comes now, nothing can happen to the call any more.
      this.#abort();
      await turn();
    }
    return this.events;
  }

  #abort(): void {
    this.#controller.abort(REASON);
  }

  #answer(error: unknown): unknown {
    this.tell("on", error);
    this.happen("on");
    const answer = this.script.steps[this.num - 1]?.answer ?? false;
    if (typeof answer === "number" && this.script.objects) {
      return { total: () => answer };
    }
    if (typeof answer !== "object") return answer;
    if ("wrong" in answer) return wrongAnswerOf(answer.wrong);
    throw errorOf(answer.throws);
  }
}

/** Lets all that is pending happen, but no timer of fake time. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
