import type { FakeTime } from "@std/testing/time";
import type { RetryOptions } from "../mod.ts";

/** The shape of every function that the tests retry. */
export type Fn<T> = (...args: unknown[]) => Promise<T>;

/** Options whose waits can be told in advance: 100, 200, 400 … ms. */
export const PLAIN: RetryOptions = { on: TypeError, waitJitter: 0 };

/** A function that fails a number of times, and then returns `"ok"`. */
export function failing(
  times: number,
  toError: (num: number) => unknown = (num) => new TypeError(`failure ${num}`),
): Fn<string> & { calls: unknown[][]; errors: unknown[] } {
  const calls: unknown[][] = [];
  const errors: unknown[] = [];
  function fn(...args: unknown[]): Promise<string> {
    calls.push(args);
    if (calls.length > times) return Promise.resolve("ok");
    errors.push(toError(calls.length));
    return Promise.reject(errors.at(-1));
  }
  return Object.assign(fn, { calls, errors });
}

/** Moves fake time on until a promise settles, and returns what it settles as. */
export async function drive<T>(
  time: FakeTime,
  promise: Promise<T>,
): Promise<T> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (;;) {
    await time.runMicrotasks();
    if (settled) return await promise;
    if (!time.next()) throw new Error("nothing is left that could settle it");
  }
}

/** What a promise rejects with, whatever that is. */
export async function rejection(
  promise: PromiseLike<unknown>,
): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was expected to reject");
}

/** Whether a promise has settled, as far as microtasks can tell. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return settled;
}

/** An abort controller that counts the listeners of its signal. */
export class CountingController extends AbortController {
  added = 0;
  removed = 0;

  constructor() {
    super();
    const { signal } = this;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      if (args[0] === "abort") this.added++;
      Reflect.apply(addEventListener, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      if (args[0] === "abort") this.removed++;
      Reflect.apply(removeEventListener, signal, args);
    };
  }

  get listening(): number {
    return this.added - this.removed;
  }
}

/** Replaces a property until it is disposed. */
export function patch<T extends object, K extends keyof T>(
  target: T,
  key: K,
  value: T[K],
): Disposable {
  const original = target[key];
  target[key] = value;
  return {
    [Symbol.dispose]() {
      target[key] = original;
    },
  };
}

/** Replaces the clock, but not the timers, until it is disposed. */
export function patchClock(toNow: (now: number) => number): Disposable {
  const Original = globalThis.Date;
  // Not by changing `Date.now`: a fake `Date` may hand that on to the real one.
  const Patched = class extends Original {
    static override now(): number {
      return toNow(Original.now());
    }
  };
  // Fake time sets `Date` again and again; that must not undo this.
  Object.defineProperty(globalThis, "Date", {
    get: () => Patched,
    set: () => {},
    configurable: true,
  });
  return {
    [Symbol.dispose]() {
      Object.defineProperty(globalThis, "Date", {
        value: Original,
        writable: true,
        configurable: true,
      });
    },
  };
}
