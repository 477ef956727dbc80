/** One call of the client, and how much time it has. */
export class Call {
  readonly id: string;
  readonly timeout: number;
  readonly attemptTimeout: number | null;
  /** The number of attempts that were begun. */
  attempts = 0;
  settled = false;
  /** Whether the attempt under way was told to stop, and may take its time. */
  stopped = false;
  /** Why its caller has given it up, and when, if so. */
  aborted: { reason: Error; at: number } | undefined = undefined;
  #began = performance.now();
  #looked = this.#began;
  #clock = Date.now();
  /** The milliseconds that the clock has told of, and that timers have measured. */
  #told = 0;
  #measured = 0;
  #wait = 0;

  constructor(
    id: string,
    { timeout, attemptTimeout }: Pick<Call, "timeout" | "attemptTimeout">,
  ) {
    this.id = id;
    this.timeout = timeout;
    this.attemptTimeout = attemptTimeout;
  }

  /** When it is to have settled, on the clock that does not step. */
  get deadline(): number {
    const elapsed = Math.max(this.#told, this.#measured);
    return this.#looked + this.timeout - elapsed;
  }

  /** The milliseconds that steps of the clock have given to it. */
  get gained(): number {
    return this.deadline - this.#began - this.timeout;
  }

  /** An attempt begins: a wait is over, or the call has just begun. */
  beginAttempt(): number {
    if (this.attempts > 0) this.#look(this.#wait);
    else {
      this.#began = this.#looked = performance.now();
      this.#clock = Date.now();
    }
    return ++this.attempts;
  }

  /**
   * An attempt has failed, and a wait begins.
   *
   * @param wait How long that is.
   * @param isExpired Whether the attempt was ended by the timer that limits it.
   */
  beginWait(wait: number, isExpired: boolean): void {
    this.stopped = false;
    this.#look(isExpired ? this.attemptTimeout ?? 0 : 0);
    this.#wait = wait;
  }

  // The promise: the deadline goes by the clock. One that was set back tells nothing
  // of the attempt or wait before the look, but what timers have measured counts.
  // One that was set forward may end the call, and that it has done so is not late.
  #look(measured: number): void {
    const looked = performance.now();
    const clock = Date.now();
    const told = Math.min(clock - this.#clock, looked - this.#looked);
    this.#told += told < 0 ? measured : told;
    this.#measured += measured;
    this.#looked = looked;
    this.#clock = clock;
  }
}
