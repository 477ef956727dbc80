import { setImmediate } from "node:timers";
import {
  type Attempt,
  type RetryOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../../mod.ts";
import { Clock } from "./clock.ts";
import { Controller } from "./controller.ts";
import type { Path } from "./path.ts";
import {
  type Answer,
  BLOCK,
  rulesOf,
  type Setting,
  TESTING_ATTEMPTS,
  WAITS,
} from "./setting.ts";
import { Broken, REASON, Spec } from "./spec.ts";

/** Something that can happen next. */
export interface Event {
  readonly words: string;
  readonly happen: () => void;
  /** Called when it is certain to happen, so that it is not chosen twice. */
  readonly reserve?: () => void;
  /** What can happen before all that follows from it has happened. */
  readonly followers?: () => readonly Event[];
}

/** What is under way may never come to an end. */
const NOTHING: Event = { words: "nothing more happens", happen: () => {} };

/** One way to use the package, and what can happen to it. */
export interface Form {
  /** Whether attempts can be abandoned. */
  readonly abandons: boolean;
  /** Begins the call. */
  begin(stage: Stage): void;
  /** Checks what must have happened when no microtask is left. */
  check(stage: Stage): void;
  /** What can happen then, besides what can happen to any call. */
  events(stage: Stage): Event[];
  /** What can happen in between, turn by turn, after anything. */
  between(stage: Stage): Event[];
  /** What happens when all else has happened. */
  end(stage: Stage): void;
}

const THROWN = new RangeError("thrown by `on`");
const MOST_TURNS = 24;

/** Plays one order, and holds what happens against the promises. */
export class Stage implements Disposable {
  readonly setting: Setting;
  readonly clock: Clock = new Clock();
  readonly spec: Spec;
  readonly controller: Controller = new Controller();
  readonly form: Form;
  /** Attempts that can settle, by their numbers. */
  readonly pending: Map<number, readonly Event[]> = new Map();
  /** The attempts, in forms that show them, and their signals that were read. */
  readonly attempts: Attempt[] = [];
  readonly signals: Map<number, AbortSignal> = new Map();
  /** How many steps were taken, and which, if they are told. */
  steps = 0;
  readonly words: string[] | undefined;

  /** How often the consumer may leave, and an attempt fail too late. */
  leaves: number;
  lates = 1;

  /** How many steps an order may have. */
  longest: number = Infinity;

  readonly #path: Path;
  readonly #stack = new DisposableStack();
  #aborts: number;
  #switches: number;
  #blocks: number;
  #turn = 0;
  #active = 0;
  #broken: unknown;
  #isFresh = false;
  #isYoung = false;
  #quiet: (() => void) | undefined;

  constructor(form: Form, setting: Setting, path: Path, isTold: boolean) {
    this.form = form;
    this.setting = setting;
    this.spec = new Spec(rulesOf(setting), this.clock, form.abandons);
    this.words = isTold ? [] : undefined;
    this.#path = path;
    this.leaves = setting.leaves ?? 0;
    this.#aborts = setting.aborts ?? 0;
    this.#switches = setting.switches ?? 0;
    this.#blocks = setting.blocks ?? 0;
    this.clock.onChange = () => this.note();
    this.controller.onChange = () => this.note();
    if (this.setting.mode === "off") this.#stack.use(setActive(false));
    if (this.setting.mode === "testing") {
      this.#stack.use(setTesting(true, { attempts: TESTING_ATTEMPTS }));
    }
    this.#stack.use(setOnRetryHooks([(details) => {
      this.guard(() => this.spec.tells(details));
      this.say(`  a hook is told of a wait of ${details.waitFor} ms`);
      this.inside("the retry hook", 1);
      // Where an attempt can say so itself, it must end before the wait begins.
      if (!this.spec.said) this.spec.waits();
      return { [Symbol.dispose]: () => this.#dispose() };
    }]));
    this.#stack.use(setOnGiveUpHooks([(details) => {
      this.guard(() => this.spec.givesUp(details));
      this.say(`  a hook is told of the end: ${details.reason}`);
      this.inside("the give-up hook", 0);
    }]));
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** What the user gives to the package. */
  get options(): Omit<RetryOptions, "on"> {
    const { attempts, timeout = null, attemptTimeout = null } = this.setting;
    return {
      ...WAITS,
      attempts,
      timeout,
      attemptTimeout,
      name: "it",
      signal: this.setting.aborts ? this.controller.signal : null,
    };
  }

  /** What decides about failures. */
  readonly on = (error: unknown): boolean | number => {
    this.guard(() => this.spec.asks(error));
    const { answers } = this.setting;
    const answer = this.choose(answers);
    this.inside("`on`", 1);
    this.step(`  \`on\` ${sayAnswer(answer)}`, answer !== answers[0]);
    this.spec.answers(answer, THROWN);
    if (answer === "throws") throw THROWN;
    return answer;
  };

  /** Plays the order, and returns what was promised and did not hold. */
  async play(): Promise<unknown> {
    const { setting, form, spec } = this;
    try {
      if (setting.abortedBefore && this.choose([false, true])) {
        this.#aborts--;
        this.#abort("before the call, ");
      }
      this.guard(() => {
        spec.callBegins();
        this.perform({
          words: "the call begins",
          happen: () => form.begin(this),
        });
      });
      for (;;) {
        await this.#settleDown();
        if (this.steps >= this.longest) return undefined;
        const events = this.#events();
        if (events.length === 0) break;
        const event = this.choose(events);
        if (event === NOTHING) return undefined;
        this.perform(event);
      }
      this.say("all that is left happens, and must change nothing");
      this.guard(() => this.#end());
      await this.#settleDown();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  choose<T>(options: readonly T[]): T {
    // There is no use in variants of what is not going to count.
    if (options.length === 1 || this.#isTooLong) return options[0]!;
    return options[this.#path.choose(options.length)]!;
  }

  get #isTooLong(): boolean {
    return this.steps > this.longest;
  }

  say(words: string): void {
    this.words?.push(words);
  }

  /** The attempt is over, and its code asks for the next one, if there is one. */
  asksForNext(): void {
    const { spec } = this;
    if (spec.phase === "planned") return spec.waits();
    spec.left = true;
    spec.phase = "over";
  }

  /** Notes a step of the order, and says it. */
  step(words: string, counts = true): void {
    if (counts) this.steps++;
    this.say(words);
  }

  /** Notes that the call has done something that can be seen. */
  note(): void {
    this.#active = this.#turn;
  }

  /** Notes what does not hold, as what throws in callbacks might be caught. */
  guard(check: () => void): void {
    this.note();
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
      if (error instanceof Broken) {
        this.say(`  AGAINST THE PROMISE: ${error.message}`);
      }
    }
  }

  /** Lets something happen, and maybe something else before all has followed. */
  perform(event: Event, isReserved = false): void {
    if (!isReserved) event.reserve?.();
    const between = event.followers?.() ?? this.between();
    if (between.length === 0 || this.steps >= this.longest) {
      this.step(event.words);
      return event.happen();
    }
    const { depth, isNew } = this.#path;
    const index = this.#path.choose(1);
    if (index === 0) {
      this.step(event.words);
      if (isNew) this.#count(depth, between.length);
      return event.happen();
    }
    const follower = between[(index - 1) % between.length]!;
    const turns = Math.floor((index - 1) / between.length);
    const after = turns === 0
      ? "in the same turn"
      : `${turns} microtask${turns > 1 ? "s" : ""} later`;
    follower.reserve?.();
    const words = `${after}, ${follower.words}`;
    const then = () => this.perform({ ...follower, words }, true);
    if (turns > 0) chain(turns + 1, then);
    this.step(event.words);
    event.happen();
    if (turns === 0) then();
  }

  /** What can happen in between. */
  between(): readonly Event[] {
    return [...this.#abortEvents(), ...this.form.between(this)];
  }

  /** Something may happen inside of a callback, or some microtasks later. */
  inside(place: string, turns: number): void {
    const events: (() => void)[] = [() => {}];
    if (this.#aborts > 0) {
      for (let turn = 0; turn <= turns; turn++) {
        events.push(() => {
          const after = turn === 0
            ? ""
            : `${turn} microtask${turn > 1 ? "s" : ""} after something `;
          const abort = () => this.#abort(`${after}in ${place}, `);
          this.#aborts--;
          if (turn === 0) abort();
          else chain(turn, abort);
        });
      }
    }
    if (this.#switches > 0) {
      for (const event of this.#switchEvents()) {
        events.push(() => {
          this.step(`  in ${place}, ${event.words}`);
          event.happen();
        });
      }
    }
    if (this.#blocks > 0) {
      events.push(() => {
        this.#blocks--;
        this.clock.now += BLOCK;
        this.step(`  ${place} blocks for ${BLOCK} ms`);
      });
    }
    this.choose(events)();
  }

  /** An attempt begins. */
  attemptBegins(attempt?: Attempt): void {
    const { spec } = this;
    this.guard(() => {
      this.say(`  attempt ${spec.num + 1} begins`);
      spec.attemptBegins();
      if (attempt) {
        spec.check(attempt.num === spec.num, "an attempt has a wrong number");
        spec.check(attempt.nextWait === spec.formula, "nextWait is wrong");
        const { remaining } = attempt;
        spec.check(remaining === spec.remaining, "remaining is wrong");
        this.attempts.push(attempt);
      }
    });
    this.#isFresh = this.#isYoung = true;
    chain(1, () => this.#isFresh = false);
    chain(3, () => this.#grow());
    if (attempt && this.setting.reads && this.choose([false, true])) {
      this.step("  it reads its signal");
      this.signals.set(attempt.num, attempt.signal);
      this.guard(() =>
        spec.check(!attempt.signal.aborted, "a signal has aborted too early")
      );
    }
    this.inside("the attempt", 3);
  }

  /** A promise that can settle, as `pending` says. */
  settlable(
    num: number,
    succeed: () => void,
    fail: () => void,
    more: readonly Event[] = [],
  ): void {
    const once = (words: string, happen: () => void) => ({
      words: `attempt ${num} ${words}`,
      happen: () => {
        if (this.pending.delete(num)) happen();
      },
    });
    this.pending.set(num, [
      once("succeeds", succeed),
      once("fails", fail),
      ...more.map(({ words, happen }) => once(words, happen)),
    ]);
  }

  /** Counts the turns of microtasks until nothing more is to be seen. */
  #count(depth: number, width: number): void {
    this.#turn = this.#active = 0;
    const tick = () => {
      if (++this.#turn < MOST_TURNS) queueMicrotask(tick);
    };
    queueMicrotask(tick);
    this.#quiet = () => {
      this.#path.widen(depth, 1 + width * (this.#active + 1));
    };
  }

  async #settleDown(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#quiet?.();
    this.#quiet = undefined;
    this.guard(() => {
      const { spec, clock, controller } = this;
      if (rejections.length > 0) {
        spec.check(false, `a rejection is not handled: ${rejections.pop()}`);
      }
      spec.check(clock.dues.length <= 1, "there are two timers at once");
      this.form.check(this);
      if (spec.settled) {
        spec.check(clock.dues.length === 0, "a timer is left");
        spec.check(controller.listening === 0, "a listener is left");
        spec.check(!spec.undisposed, "something is not disposed");
      }
    });
    if (this.#broken) throw this.#broken;
  }

  #events(): Event[] {
    const { spec, clock, form, setting } = this;
    if (spec.settled) return form.events(this);
    const [due] = clock.dues;
    const events = form.events(this);
    for (const [num, settles] of this.pending) {
      // What has been abandoned settles at some time, or with all that is left.
      const isCurrent = num === spec.num && !spec.isOver &&
        spec.phase !== "waiting";
      const durations = setting.durations.filter((ms) =>
        due === undefined || clock.now + ms < due
      );
      // In the same millisecond as the timer, but before it.
      if (due !== undefined) durations.push(due - clock.now);
      for (const ms of isCurrent ? durations : [0]) {
        const ways = isCurrent ? settles : settles.slice(0, 2);
        for (const { words, happen } of ways) {
          events.push({
            words: ms > 0 ? `after ${ms} ms, ${words}` : words,
            happen: () => {
              clock.now += ms;
              happen();
            },
          });
        }
      }
    }
    if (due !== undefined) {
      events.push(this.#timerEvent(due, 0));
      if (this.#blocks > 0) events.push(this.#timerEvent(due, BLOCK));
    }
    if (due === undefined && events.length > 0) events.push(NOTHING);
    events.push(...this.between());
    // A generator reads the switches when its first item is asked for.
    if (this.#switches > 0 && spec.phase !== "new") {
      events.push(...this.#switchEvents());
    }
    return events;
  }

  #timerEvent(due: number, late: number): Event {
    const ms = due - this.clock.now;
    return {
      words: `after ${ms} ms, the timer rings` +
        (late > 0 ? `, ${late} ms late` : ""),
      happen: () => {
        if (late > 0) this.#blocks--;
        this.#ring(late);
      },
      followers: () => [...this.between(), ...this.#settles()],
    };
  }

  #ring(late: number): void {
    const { spec, clock } = this;
    const isLimit = spec.phase !== "waiting" && !spec.isOver;
    const due = clock.dues[0]!;
    if (isLimit) {
      clock.now = Math.max(clock.now, due);
      this.#stop(spec.limitKind);
    }
    clock.ring(late);
    if (isLimit) this.#stopped(true);
  }

  #abortEvents(): Event[] {
    if (this.#aborts === 0) return [];
    return [{
      words: "the signal aborts",
      reserve: () => this.#aborts--,
      happen: () => this.#abort(),
      followers: () => [...this.between(), ...this.#settles()],
    }];
  }

  /** How the attempt under way can settle, if there is one. */
  #settles(): readonly Event[] {
    if (this.spec.phase === "waiting" || this.spec.isOver) return [];
    return this.pending.get(this.spec.num) ?? [];
  }

  #abort(words?: string): void {
    if (words) this.step(`  ${words}the signal aborts`);
    const { spec } = this;
    spec.aborted = true;
    this.#stop("abort");
    this.controller.abort(REASON);
    this.#stopped(!this.#isFresh);
  }

  #stop(kind: "abort" | "deadline" | "attempt"): void {
    const { spec } = this;
    if (spec.isOver || spec.phase === "waiting" || spec.phase === "new") return;
    spec.stop ??= { kind, mayLose: false, mustLose: false };
  }

  /** Sees to it that a success counts as long as it must, and no longer. */
  #stopped(isHeld: boolean): void {
    const { stop, num, failure, success } = this.spec;
    const signal = this.signals.get(num);
    if (!stop) return;
    if (signal && !failure && !success) {
      this.guard(() => {
        this.spec.check(signal.aborted, "attempt.signal has not aborted");
        if (stop.kind !== "abort") {
          this.spec.checkTimeoutError(signal.reason);
        } else this.spec.check(signal.reason === REASON, "a reason is wrong");
      });
    }
    // An attempt that has said that it failed, and is cut short, is retried as it
    // was planned.
    if (stop.kind === "attempt" && this.form.abandons) {
      chain(2, () => {
        if (num === this.spec.num && this.spec.phase === "planned") {
          this.spec.waits();
        }
      });
    }
    // Queued right behind what the call has queued to give up.
    chain(1, () => {
      stop.mayLose = true;
      if (isHeld || !this.#isYoung) stop.mustLose = true;
    });
  }

  #grow(): void {
    this.#isYoung = false;
    const { stop } = this.spec;
    if (stop?.mayLose) stop.mustLose = true;
  }

  #switchEvents(): Event[] {
    const happen = (change: () => Disposable) => () => {
      this.#switches--;
      this.#stack.use(change());
    };
    return [
      {
        words: "retrying is switched off",
        happen: happen(() => setActive(false)),
      },
      {
        words: "retrying is switched on",
        happen: happen(() => setActive(true)),
      },
      {
        words: "testing is switched on",
        happen: happen(() => setTesting(true, { attempts: 7 })),
      },
      {
        words: "testing is switched off",
        happen: happen(() => setTesting(false)),
      },
    ];
  }

  #dispose(): void {
    this.guard(() => this.spec.disposes());
    this.say("  it is disposed");
    this.inside("the disposable", 1);
  }

  #end(): void {
    if (!this.spec.settled) return;
    for (const [, [, fail]] of this.pending) fail?.happen();
    this.form.end(this);
    if (!this.spec.aborted) this.controller.abort(REASON);
  }
}

/** Calls back after so many turns of microtasks. */
export function chain(turns: number, callback: () => void): void {
  queueMicrotask(turns === 1 ? callback : () => chain(turns - 1, callback));
}

function sayAnswer(answer: Answer): string {
  if (typeof answer === "number") return `says ${answer} ms`;
  return answer === "throws" ? answer : `says ${answer}`;
}

/** Rejections that nobody has handled. */
export const rejections: unknown[] = [];
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  rejections.push(event.reason);
});
