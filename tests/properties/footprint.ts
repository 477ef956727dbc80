import { assert, assertEquals } from "@std/assert";
import { patch } from "../helpers.ts";

/** What calls might leave behind: timers, listeners, unhandled rejections. */
export class Footprint implements Disposable {
  /** How often something was reported with `console.error`. */
  reports = 0;

  readonly #stack = new DisposableStack();
  readonly #timers = new Set<unknown>();
  readonly #listeners = new Set<unknown>();
  readonly #rejections: unknown[] = [];
  #total = 0;
  #most = 0;
  #longest = 0;

  /** @param signal The signal that the calls follow. */
  constructor(signal: AbortSignal) {
    this.#watchTimers();
    this.#watchListeners(signal);
    this.#stack.use(patch(console, "error", () => this.reports++));
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      this.#rejections.push(event.reason);
    };
    globalThis.addEventListener("unhandledrejection", note);
    this.#stack.defer(() =>
      globalThis.removeEventListener("unhandledrejection", note)
    );
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** Checks what one call leaves behind when it settles. */
  checkEnd(): void {
    assertEquals(this.#timers.size, 0, "a timer is left");
    assertEquals(this.#listeners.size, 0, "a listener is left");
  }

  /** Checks what one call has left behind on its way. */
  check(): void {
    assertEquals(this.#rejections, [], "a rejection is not handled");
    assert(this.#most <= 1, "there were two timers or two listeners at once");
    assert(this.#longest < 2 ** 31, "a timer was too long for the runtimes");
  }

  #watchTimers(): void {
    const { setTimeout, clearTimeout } = globalThis;
    type Timers = typeof globalThis;
    const set = (callback: (it: unknown) => void, ms: number, it: unknown) => {
      if (++this.#total > 10_000) throw new Error("there is no end of timers");
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        callback(it);
      }, ms);
      this.#add(this.#timers, timer);
      this.#longest = Math.max(this.#longest, ms);
      return timer;
    };
    const clear = (timer: number) => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
    this.#stack.use(
      patch(globalThis, "setTimeout", set as Timers["setTimeout"]),
    );
    this.#stack.use(
      patch(globalThis, "clearTimeout", clear as Timers["clearTimeout"]),
    );
  }

  #watchListeners(signal: AbortSignal): void {
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      this.#add(this.#listeners, args[1]);
      Reflect.apply(addEventListener, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      this.#listeners.delete(args[1]);
      Reflect.apply(removeEventListener, signal, args);
    };
  }

  #add(set: Set<unknown>, value: unknown): void {
    set.add(value);
    this.#most = Math.max(this.#most, set.size);
  }
}
