// Leaks on purpose: a measurement that does not find them finds none.
import type { Path } from "./paths.ts";

const kept: unknown[] = [];

/** Each leaks what it is named after, in every call. */
export const canaries: Readonly<Record<string, Path>> = {
  "the heap": {
    call() {
      kept.push({});
      return Promise.resolve();
    },
  },
  "timers": {
    call() {
      kept.push(setTimeout(() => {}, 50));
      return Promise.resolve();
    },
  },
  "listeners": {
    call() {
      const { signal } = new AbortController();
      signal.addEventListener("abort", () => {}, { once: true });
      return Promise.resolve();
    },
  },
};
