import type { GiveUpReason } from "../hooks/details.ts";
import { holdBodies, releaseBodies } from "../lib/bodies.ts";
import { now } from "../lib/clock.ts";
import { announceRetry, type Told } from "./announce.ts";
import type { Limits } from "./limits.ts";

/** A retry that is planned, until it is made or given up. */
export class PlannedRetry {
  /** What the previous attempt has failed with. */
  readonly error: unknown;
  /** How long to wait, in milliseconds. */
  wait: number;
  /** Why there is no retry if the deadline comes first. */
  lateReason: GiveUpReason = "timeout";

  /** How long the call had waited when the retry was planned, in milliseconds. */
  readonly waitedSoFar: number;
  /** Disposes what the hooks have returned. */
  #dispose: (() => void) | undefined;
  #isOver = false;

  constructor(error: unknown, wait: number, waitedSoFar: number) {
    this.error = error;
    this.wait = wait;
    this.waitedSoFar = waitedSoFar;
    holdBodies(error);
  }

  /**
   * Tells the hooks about the retry.
   *
   * @param wait How long the call waits before it in all, in milliseconds.
   */
  announce(call: Told, wait: number): void {
    this.#dispose = announceRetry(call, this, wait);
    // A hook may have ended the call.
    if (this.#isOver) this.dispose();
  }

  /**
   * Takes the turn of the retry when its wait has ended.
   *
   * A budget may make it wait once more. The hooks are told when the retry has its
   * turn: until then, it is not certain that the retry will be made.
   *
   * @returns Whether the retry has its turn.
   */
  takeTurn(
    call: Told & { readonly limits: Pick<Limits, "remaining"> },
  ): boolean {
    const budget = call.invocation.policy.budget!;
    if (budget.withdraw(now())) {
      this.announce(call, call.waited - this.waitedSoFar);
      this.dispose();
      return true;
    }
    const remaining = call.limits.remaining();
    // Infinity is past every deadline, so the call gives up.
    this.wait = budget.untilNextTurn(this.wait, remaining) ?? Infinity;
    this.lateReason = "budget";
    return false;
  }

  /** Disposes what the hooks have returned. */
  dispose(): void {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    dispose?.();
  }

  /** Releases everything that it holds: nobody sees the error after this. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    releaseBodies(this.error);
    this.dispose();
  }
}
