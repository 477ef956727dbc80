/**
 * A stand-in for `@std/testing/time`: the part that the tests use.
 *
 * @module
 */

interface FakeTimer {
  readonly id: number;
  readonly callback: (...args: unknown[]) => void;
  readonly args: unknown[];
  due: number;
  /** The period of an interval. */
  readonly period: number | undefined;
}

const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
};

let installed: FakeTime | undefined;

/** Thrown for what cannot be done while time is fake, or while it is not. */
export class TimeError extends Error {
  override name = "TimeError";
}

/** Replaces the clock and the timers by ones that a test moves by hand. */
export class FakeTime {
  #now: number;
  #lastId = 0;
  #timers: FakeTimer[] = [];

  constructor(start: number = real.Date.now()) {
    if (installed) throw new TimeError("time is already faked");
    installed = this;
    this.#now = start;
    this.#install();
  }

  /** The fake time in milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** Moves the time on, and fires each timer that is due on the way. */
  tick(ms = 0): void {
    const end = this.#now + ms;
    for (;;) {
      const timer = this.#first();
      if (timer === undefined || timer.due > end) break;
      this.#fire(timer);
    }
    this.#now = end;
  }

  /** Lets pending microtasks run, then moves the time on. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.tick(ms);
  }

  /** Moves the time on to the next timer; tells whether there was one. */
  next(): boolean {
    const timer = this.#first();
    if (timer === undefined) return false;
    this.tick(timer.due - this.#now);
    return true;
  }

  /** Lets pending microtasks run, then moves the time on to the next timer. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Lets pending microtasks run. */
  runMicrotasks(): Promise<void> {
    return new Promise((resolve) => {
      real.setTimeout.call(globalThis, () => resolve(), 0);
    });
  }

  /** Puts the real clock and timers back. */
  restore(): void {
    if (installed !== this) throw new TimeError("time is already restored");
    installed = undefined;
    Object.assign(globalThis, real);
  }

  [Symbol.dispose](): void {
    this.restore();
  }

  #install(): void {
    const now = () => this.#now;
    const add = (period: boolean) =>
    (
      callback: (...args: unknown[]) => void,
      ms = 0,
      ...args: unknown[]
    ): number => {
      const delay = Math.max(period ? 1 : 0, Math.floor(ms));
      const id = ++this.#lastId;
      this.#timers.push({
        id,
        callback,
        args,
        due: this.#now + delay,
        period: period ? delay : undefined,
      });
      return id;
    };
    const remove = (id: unknown) => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
    const FakeDate = class extends real.Date {
      constructor(...args: []) {
        // The types of `Date` know no spread.
        super(...(args.length === 0 ? [now()] as unknown as [] : args));
      }
      static override now = now;
    };
    Object.assign(globalThis, {
      Date: FakeDate,
      setTimeout: add(false),
      clearTimeout: remove,
      setInterval: add(true),
      clearInterval: remove,
    });
  }

  /** The timer that is due first; of several, the one that was set first. */
  #first(): FakeTimer | undefined {
    let first: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.due < first.due) first = timer;
    }
    return first;
  }

  #fire(timer: FakeTimer): void {
    this.#now = timer.due;
    this.#timers = this.#timers.filter((other) => other !== timer);
    if (timer.period !== undefined) {
      this.#timers.push({ ...timer, due: timer.due + timer.period });
    }
    timer.callback(...timer.args);
  }
}
