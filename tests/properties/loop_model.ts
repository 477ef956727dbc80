import { type Event, failedBefore } from "./events.ts";
import { type LoopScript, QUIET, SECOND, THROWN } from "./loops.ts";
import { Model } from "./model.ts";
import { REASON } from "./script.ts";
import { errorOf } from "./values.ts";

/** What is to be seen of a `for await` loop, which cannot be abandoned. */
export function predictLoop(
  script: LoopScript,
  observed: readonly Event[],
): readonly Event[] {
  const call = new Loop(script, observed);
  try {
    const result = run(call, script);
    call.dispose();
    call.tell("resolved", call.num, result);
  } catch (error) {
    call.dispose();
    call.tell("rejected", error);
  }
  return call.conclude();
}

/** Returns what the loop returns, and throws what it throws. */
function run(call: Loop, { steps }: LoopScript): string {
  while (call.begin()) {
    const round = steps[call.num - 1] ?? QUIET;
    call.enter(round.reads);
    call.pass(round.after);
    let wait: number | undefined;
    if (round.fails) {
      const limit = call.isExpired ? "attemptTimeout" : undefined;
      wait = call.fail({ error: errorOf(round.error), limit }, round);
      if (wait === undefined) {
        call.tell("fail threw", call.end?.error);
        if (!round.catches) throw call.end?.error;
      }
      if (round.failsTwice) {
        const again = wait === undefined ? SECOND : failedBefore(SECOND);
        call.tell("fail threw", again);
      }
      call.pass(round.lingers);
    }
    call.leave();
    if (round.ends === "by break") break;
    if (round.ends === "by return") return "returned";
    if (round.ends === "by throw") throw THROWN;
    if (wait === undefined) break;
    if (!call.rest(wait)) throw call.end?.error;
  }
  if (call.num === 0) throw call.end?.error;
  return "left";
}

/** A call whose attempts are told of an end only by their signals. */
class Loop extends Model {
  /** Whether the signal of this attempt has aborted because of a limit. */
  isExpired = false;
  /** The limit that the signal watches, if it does. */
  #limit: { readonly at: number; readonly after: number } | undefined;

  enter(reads: boolean): void {
    this.tell("attempt", this.num, this.nextWait, this.remaining);
    const after = Math.min(this.attemptTimeout, this.remaining);
    this.#limit = reads
      ? { at: this.time + Math.ceil(after), after }
      : undefined;
    this.isExpired = false;
    this.happen("the attempt");
  }

  leave(): void {
    this.#limit = undefined;
  }

  /** Lets time pass, in which the signal may abort. */
  pass(ms: number): void {
    const end = this.time + ms;
    if (this.#limit) {
      const { at, after } = this.#limit;
      const abortAt = Math.max(this.time, this.abortAt);
      if (Math.min(at, abortAt) <= end) {
        this.#limit = undefined;
        this.time = Math.min(at, abortAt);
        this.isExpired = at < abortAt;
        this.tell("signal", this.isExpired ? this.expire(after) : REASON);
      }
    }
    this.time = end;
  }

  override happen(inside: string): number {
    const jumped = super.happen(inside);
    this.pass(0);
    return jumped;
  }
}
