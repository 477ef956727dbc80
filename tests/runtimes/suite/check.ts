// What the cases share. It needs nothing but the language, so that it runs in
// every runtime.

/** Cases by name. */
export type Cases = Record<string, () => void | Promise<void>>;

export function equal(actual: unknown, expected: unknown): void {
  if (Object.is(actual, expected)) return;
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (typeof actual === "object" && actual !== null && a === b) return;
  throw new Error(`${a ?? String(actual)} is not ${b ?? String(expected)}`);
}

export function between(actual: number, min: number, max: number): void {
  if (!(actual >= min && actual <= max)) {
    throw new Error(`${actual} is not between ${min} and ${max}`);
  }
}

/** What a promise rejects with, or a function throws. */
export async function thrownBy(
  promise: Promise<unknown> | (() => unknown),
): Promise<unknown> {
  let value: unknown;
  try {
    value = await (typeof promise === "function" ? promise() : promise);
  } catch (error) {
    return error;
  }
  throw new Error(`did not fail, but returned ${String(value)}`);
}

/** A function that fails with each of the errors, and then returns "ok". */
export function failing(...errors: unknown[]): (() => string) & Counter {
  const fn = () => {
    if (fn.calls++ < errors.length) throw errors[fn.calls - 1];
    return "ok";
  };
  fn.calls = 0;
  return fn;
}

interface Counter {
  calls: number;
}

export function hang(): Promise<never> {
  return new Promise(() => {});
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** How long a promise takes to settle, in milliseconds. */
export async function timed(promise: Promise<unknown>): Promise<number> {
  const start = Date.now();
  await promise.catch(() => {});
  return Date.now() - start;
}

/** Runs a function, and says how many timers it has left behind. */
export async function timersLeftBy(
  fn: () => Promise<unknown>,
): Promise<number> {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  globalThis.setTimeout = ((
    callback: (...args: unknown[]) => void,
    ms: number,
    ...args: unknown[]
  ) => {
    const timer = setTimeout(() => {
      running.delete(timer);
      callback(...args);
    }, ms);
    running.add(timer);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    running.delete(timer);
    clearTimeout(timer);
  };
  try {
    await fn().catch(() => {});
    return running.size;
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

/** A controller whose signal counts its listeners. */
export function countingController(): AbortController & {
  readonly listeners: { now: number; most: number };
} {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = { now: 0, most: 0 };
  const add = signal.addEventListener;
  const remove = signal.removeEventListener;
  signal.addEventListener = function (...args: unknown[]) {
    listeners.most = Math.max(listeners.most, ++listeners.now);
    Reflect.apply(add, signal, args);
  };
  signal.removeEventListener = function (...args: unknown[]) {
    listeners.now--;
    Reflect.apply(remove, signal, args);
  };
  return Object.assign(controller, { listeners });
}
