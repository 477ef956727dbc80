import type { Contender } from "./contender.ts";
import type { Work } from "./work.ts";

/** The least that a call can cost: nothing is retried. */
export const BARE: Contender = {
  name: "bare `await` in a `try`",
  once: (work) => async (state) => {
    try {
      return await work(state);
    } catch (error) {
      throw error;
    }
  },
  follows: true,
  expires: true,
};

/**
 * The least that a deadline can cost: nothing is retried, and a call that succeeds
 * at once sets no timer. If it looks at the clock late, what a function does before
 * its first `await` does not count.
 */
export const DEADLINES: readonly Contender[] = [
  {
    name: "a deadline alone",
    once: (work) => (state) => {
      const start = Date.now();
      return expireLate(work(state), start);
    },
  },
  {
    name: "a deadline alone, clock read late",
    once: (work) => (state) => expireLate(work(state)),
  },
];

/** What people write themselves: a loop, and a race against the deadline. */
export const BY_HAND: Contender = {
  name: "hand-written loop",
  once: (work, { wait, timeout, signal }) => {
    const loop = (state: Parameters<Work>[0]) =>
      tryOften(work, state, wait, signal);
    return timeout === undefined
      ? loop
      : (state) => expireAfter(timeout, loop(state));
  },
  follows: true,
  expires: true,
};

async function tryOften(
  work: Work,
  state: Parameters<Work>[0],
  wait: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work(state);
    } catch (error) {
      if (attempt === 10 || !(error instanceof Error)) throw error;
      const backoff = Math.min(45_000, wait * 2 ** (attempt - 1));
      await sleep(backoff + wait * Math.random(), signal);
    }
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal === undefined) return void setTimeout(resolve, ms);
    signal.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}

function expireAfter<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DOMException("It took too long", "TimeoutError"));
    }, ms);
    promise.then(
      (value) => (clearTimeout(timer), resolve(value)),
      (error) => (clearTimeout(timer), reject(error)),
    );
  });
}

/** As {@linkcode expireAfter}, but without a timer for what settles at once. */
function expireLate<T>(promise: Promise<T>, start?: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      isOver = true;
      if (timer !== undefined) clearTimeout(timer);
    };
    promise.then(
      (value) => (end(), resolve(value)),
      (error) => (end(), reject(error)),
    );
    Promise.resolve().then(() => {
      if (isOver) return;
      const now = Date.now();
      timer = setTimeout(
        () => reject(new DOMException("It took too long", "TimeoutError")),
        45_000 - (now - (start ?? now)),
      );
    });
  });
}
