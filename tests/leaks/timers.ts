// Timers of which none may be left: counted real ones, or such as need no time.
import { patch } from "../helpers.ts";

type Callback = (argument: unknown) => void;

interface Timers extends Disposable {
  /** How many timers were set and have neither fired nor been cleared. */
  readonly left: number;
}

/** Counts the timers of the runtime until it is disposed. */
export function countTimers(): Timers {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set<{ hasRef?(): boolean }>();
  const undo = replace(
    (callback, ms, argument) => {
      const timer: object = setTimeout(() => {
        pending.delete(timer);
        callback(argument);
      }, ms) as unknown as object;
      pending.add(timer);
      return timer;
    },
    (timer) => {
      pending.delete(timer as object);
      clearTimeout(timer as number);
    },
  );
  return {
    get left() {
      // Those of Node's own `fetch` do not keep the process alive.
      return [...pending].filter((timer) => timer.hasRef?.() ?? true).length;
    },
    [Symbol.dispose]: undo,
  };
}

/** Takes the place of the runtime's timers until it is disposed. */
export function fakeTimers(): Timers & {
  /** Lets the next timer fire. */
  fireNext(): void;
} {
  const pending = new Map<
    unknown,
    { at: number; callback: Callback; argument: unknown }
  >();
  let now = 0;
  let count = 0;
  const undo = replace(
    (callback, ms, argument) => {
      pending.set(++count, { at: now + ms, callback, argument });
      return count;
    },
    (timer) => pending.delete(timer),
  );
  return {
    get left() {
      return pending.size;
    },
    fireNext() {
      let next: unknown;
      let at = Infinity;
      for (const [num, timer] of pending) {
        if (timer.at < at) {
          next = num;
          at = timer.at;
        }
      }
      const timer = pending.get(next);
      if (timer === undefined) throw new Error("nothing is left to wait for");
      pending.delete(next);
      now = at;
      timer.callback(timer.argument);
    },
    [Symbol.dispose]: undo,
  };
}

function replace(
  set: (callback: Callback, ms: number, argument: unknown) => unknown,
  clear: (timer: unknown) => void,
): () => void {
  type Global = typeof globalThis;
  const timeout = patch(
    globalThis,
    "setTimeout",
    set as unknown as Global["setTimeout"],
  );
  const clearing = patch(globalThis, "clearTimeout", clear);
  return () => {
    timeout[Symbol.dispose]();
    clearing[Symbol.dispose]();
  };
}
