import { holdBodies, releaseBodies } from "../lib/bodies.ts";

/** A retry that is planned, until it is made or given up. */
export class PlannedRetry {
  /** What the attempt before has failed with. */
  readonly error: unknown;
  /** How long to wait first, in milliseconds. */
  readonly wait: number;
  /** Ends what hooks have begun with the wait. */
  #dispose: (() => void) | undefined = undefined;
  #isOver = false;

  constructor(error: unknown, wait: number) {
    this.error = error;
    this.wait = wait;
    holdBodies(error);
  }

  /** Keeps what is called when the wait ends. */
  onEnd(dispose: (() => void) | undefined): void {
    this.#dispose = dispose;
    // A hook may have ended the call.
    if (this.#isOver) this.dispose();
  }

  /** Ends what hooks have begun with the wait. */
  dispose(): void {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    dispose?.();
  }

  /** Gets rid of all that it keeps: nobody gets to see the error from here on. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    releaseBodies(this.error);
    this.dispose();
  }
}
