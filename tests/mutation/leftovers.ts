const { setTimeout, clearTimeout } = globalThis;

/** How a test fails that hangs. */
export const HANGS = "it does not end";

// A test that hangs does nothing any more: for so many turns of the event loop,
// and twice as many as it takes milliseconds, as a machine may be busy.
const TURNS = 25;
const TURN = 8;
// While it has timers it is given some time, but not that of the longest of them.
const PATIENCE = 500;

/** Runs tests, and finds what they leave behind, as `deno test` does. */
export class Leftovers {
  /** The timers that run. */
  #timers = new Set<number>();
  /** How many were started. */
  #started = 0;
  /** What was thrown where nobody could catch it. */
  #uncaught: unknown[] = [];

  constructor() {
    Object.assign(globalThis, {
      setTimeout: this.#startTimer.bind(this),
      clearTimeout: (id: number) => {
        this.#timers.delete(id);
        clearTimeout(id);
      },
    });
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.#uncaught.push(event.reason);
    });
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      this.#uncaught.push(event.error);
    });
  }

  /**
   * Runs a test, and returns why it has failed, if it has.
   *
   * @param fn The test.
   * @param ms How long it may be expected to take.
   */
  async watch(fn: () => unknown, ms: number): Promise<string | undefined> {
    const end = performance.now() + PATIENCE + 20 * ms;
    this.#timers.clear();
    this.#uncaught = [];
    let isOver = false;
    let failure: string | undefined;
    const over = (async () => {
      try {
        await fn();
      } catch (error) {
        failure = show(error);
      }
      isOver = true;
    })();

    const turns = TURNS + 2 * ms;
    for (let turn = 0; turn < turns && !isOver; turn++) {
      const started = this.#started;
      await Promise.race([over, pause(TURN)]);
      const isWaiting = this.#timers.size > 0 || this.#started > started;
      if (isWaiting && performance.now() < end) turn = 0;
    }
    // What is left becomes known when the microtasks are done.
    await pause(0);
    if (!isOver) return HANGS;
    if (failure !== undefined) return failure;
    if (this.#uncaught.length > 0) return show(this.#uncaught[0]);
    if (this.#timers.size > 0) return "it leaves a timer";
    return undefined;
  }

  #startTimer(
    callback: (...args: unknown[]) => void,
    ms?: number,
    ...args: unknown[]
  ): number {
    const id = setTimeout(() => {
      this.#timers.delete(id);
      callback(...args);
    }, ms) as unknown as number;
    this.#timers.add(id);
    this.#started++;
    return id;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function show(error: unknown): string {
  try {
    return error instanceof Error ? `${error}` : Deno.inspect(error);
  } catch {
    return "something that cannot be shown";
  }
}
