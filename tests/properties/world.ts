import type { Event } from "./events.ts";
import { isNow, type Script } from "./script.ts";

/** What the script does to a call: the clock, the signal, and when. */
export class World {
  readonly script: Script;
  readonly events: Event[] = [];
  /** The milliseconds since the call began. */
  time = 0;
  /** The number of attempts so far. */
  num = 0;
  #abortedInside = false;
  #jumpedInside = 0;

  constructor(script: Script) {
    this.script = script;
  }

  /** When the signal aborts, as far as is known by now. */
  get abortAt(): number {
    const { signal, abort } = this.script;
    if (signal === "none") return Infinity;
    if (this.#abortedInside || abort === "before") return 0;
    return typeof abort === "number" ? abort : Infinity;
  }

  get aborted(): boolean {
    return this.abortAt <= this.time;
  }

  /** How far the clock has come, which may jump. */
  get clock(): number {
    let clock = this.time + this.#jumpedInside;
    for (const { when, by } of this.script.jumps) {
      if (typeof when === "number" && when <= this.time) clock += by;
    }
    return clock;
  }

  tell(what: string, ...details: unknown[]): void {
    this.events.push([this.time, what, ...details]);
  }

  /** Lets the script have its way inside of a callback; tells how long it took. */
  happen(inside: string): number {
    const { abort, jumps } = this.script;
    if (isNow(abort, inside, this.num)) this.#abortedInside = true;
    let jumped = 0;
    for (const { when, by } of jumps) {
      if (isNow(when, inside, this.num)) jumped += by;
    }
    this.#jumpedInside += jumped;
    return jumped;
  }
}
