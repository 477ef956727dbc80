/** What a call asks of the platform. */
export interface Counts {
  timers: number;
  clears: number;
  /** Listeners that are added, to whatever it is. */
  listeners: number;
  /** Controllers, and signals that are made without one. */
  controllers: number;
  /** Looks at a clock. */
  clocks: number;
  /** Draws from a source of random numbers. */
  randoms: number;
}

/** The counts of a function that asks for nothing. */
export const NOTHING: Readonly<Counts> = {
  timers: 0,
  clears: 0,
  listeners: 0,
  controllers: 0,
  clocks: 0,
  randoms: 0,
};

type Anything = Record<string, (...args: unknown[]) => unknown>;

/** Counts what a function asks of the platform, until its promise settles. */
export async function count(fn: () => unknown): Promise<Counts> {
  const counts = { ...NOTHING };
  const restores: (() => void)[] = [];
  const spy = (target: object, key: string, counted: keyof Counts) => {
    const { [key]: original } = target as Anything;
    function spied(this: unknown, ...args: unknown[]): unknown {
      counts[counted]++;
      return new.target
        ? Reflect.construct(original!, args)
        : Reflect.apply(original!, this, args);
    }
    (target as Anything)[key] = spied;
    restores.push(() => (target as Anything)[key] = original!);
  };

  spy(globalThis, "setTimeout", "timers");
  spy(globalThis, "setInterval", "timers");
  spy(globalThis, "clearTimeout", "clears");
  spy(globalThis, "clearInterval", "clears");
  spy(EventTarget.prototype, "addEventListener", "listeners");
  spy(globalThis, "AbortController", "controllers");
  spy(AbortSignal, "any", "controllers");
  spy(AbortSignal, "timeout", "controllers");
  spy(Date, "now", "clocks");
  spy(performance, "now", "clocks");
  spy(crypto, "getRandomValues", "randoms");
  spy(crypto, "randomUUID", "randoms");
  spy(Math, "random", "randoms");
  try {
    await fn();
  } finally {
    for (const restore of restores.reverse()) restore();
  }
  return counts;
}

/** Asks once for each of what is counted. */
export function askForEach(): void {
  clearTimeout(setTimeout(() => {}, 0));
  new AbortController().signal.addEventListener("abort", () => {});
  Date.now();
  crypto.getRandomValues(new Uint8Array(1));
}
