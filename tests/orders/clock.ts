interface Timer {
  readonly due: number;
  readonly ring: () => void;
}

const START = 1_000_000;

/** Time that passes only when it is told to, and the timers in it. */
export class Clock {
  now: number = START;
  /** Called when a timer is set or cleared. */
  onChange: () => void = () => {};
  readonly #timers = new Map<number, Timer>();
  #last = 0;

  set(ring: () => void, ms: number): number {
    this.onChange();
    this.#timers.set(++this.#last, { due: this.now + ms, ring });
    return this.#last;
  }

  clear(id: number): void {
    if (this.#timers.delete(id)) this.onChange();
  }

  /** When the timers are due, the next one first. */
  get dues(): number[] {
    return [...this.#timers.values()].map(({ due }) => due).sort((a, b) =>
      a - b
    );
  }

  /** Lets time pass until the next timer is due, or longer, and rings it. */
  ring(late = 0): void {
    const due = this.dues[0]!;
    this.now = Math.max(this.now, due + late);
    for (const [id, timer] of this.#timers) {
      if (timer.due !== due) continue;
      this.#timers.delete(id);
      return timer.ring();
    }
  }
}

/** Puts a clock in the place of the real one until it is disposed. */
export function install(toClock: () => Clock): Disposable {
  const { setTimeout, clearTimeout, Date } = globalThis;
  const fake = {
    setTimeout: (ring: (it: unknown) => void, ms = 0, it?: unknown) =>
      toClock().set(() => ring(it), ms),
    clearTimeout: (id: number) => toClock().clear(id),
    Date: class extends Date {
      static override now(): number {
        return toClock().now;
      }
    },
  };
  Object.assign(globalThis, fake);
  return {
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout, Date });
    },
  };
}
