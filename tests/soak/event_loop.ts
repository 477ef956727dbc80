// How exactly it is known which timers the event loop has got to.
const INTERVAL = 10;

/** What the event loop has got to, told by a bare timer that is always set. */
export class EventLoop {
  /** The most milliseconds that this timer was late. */
  late = 0;
  /** When the last one that has rung was due. */
  #rung = -Infinity;

  /** Begins to watch. Ends when that is no longer wanted. */
  async watch(isWanted: () => boolean): Promise<void> {
    while (isWanted()) {
      const due = performance.now() + INTERVAL;
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
      this.late = Math.max(this.late, performance.now() - due);
      this.#rung = due;
    }
  }

  /**
   * By how many milliseconds it has passed over what was due at some moment.
   *
   * However busy the machine is, timers ring in the order in which they are due.
   */
  past(moment: number): number {
    return Math.max(0, this.#rung - moment);
  }
}
