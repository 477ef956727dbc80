import type { Event } from "./events.ts";
import {
  CLEANUP,
  type GeneratorScript,
  type Life,
  SHORT,
  type Use,
} from "./generators.ts";
import { Model } from "./model.ts";
import type { Step } from "./script.ts";
import { errorOf, resultOf } from "./values.ts";

/** What is to be seen of an async generator, which starts over when it fails. */
export function predictGenerator(
  script: GeneratorScript,
  observed: readonly Event[],
): readonly Event[] {
  const items = new Items(script, observed);
  for (const use of script.uses) {
    items.time += use.after;
    items.use(use);
  }
  items.tell("resolved", items.num, "consumed");
  return items.conclude();
}

class Items extends Model {
  readonly #lives: readonly Life[];
  /** How many items this attempt has yielded. */
  #yielded = 0;
  #state: "new" | "at an item" | "in cleanup" | "done" = "new";
  /** What the consumer has left with. */
  #left: unknown;

  constructor(script: GeneratorScript, observed: readonly Event[]) {
    super(script, observed);
    this.#lives = script.steps;
  }

  get #life(): Life {
    return this.#lives[this.num - 1] ?? SHORT;
  }

  use({ does, result, error }: Use): void {
    const value = does === "throw" ? errorOf(error) : resultOf(result);
    const state = this.#state;
    if (state === "new" && does === "next") return this.#start(does);
    if (state !== "at an item") {
      // There is nothing left that could catch, or have cleanup to do.
      if (does === "throw") return this.#end("throw threw", value);
      if (does === "return") return this.#end(does, true, value);
      return this.#end(
        does,
        true,
        state === "in cleanup" ? this.#left : undefined,
      );
    }

    if (does === "next") {
      this.tell("got", value);
      return this.#goOn(does);
    }
    if (does === "throw") {
      this.tell("caught", value);
      if (this.#life.catches) return this.#goOn(does);
      return this.#fail(value, { ...this.#life, error }, does);
    }
    this.tell("left");
    const { cleanup } = this.#life;
    if (cleanup === "throws") return this.#end("return threw", CLEANUP);
    if (cleanup === "nothing") return this.#end(does, true, value);
    this.#state = "in cleanup";
    this.#left = value;
    this.tell(does, false, "cleanup");
  }

  #start(does: string): void {
    if (!this.begin()) return this.#end(`${does} threw`, this.end?.error);
    this.tell("attempt", this.num);
    this.happen("the attempt");
    this.#yielded = 0;
    this.#goOn(does);
  }

  #goOn(does: string): void {
    const { yields, after, ok, result, error } = this.#life;
    if (this.#yielded < yields) {
      this.#state = "at an item";
      this.#yielded++;
      const item = `item ${this.#yielded} of attempt ${this.num}`;
      return this.tell(does, false, item);
    }
    this.time += after;
    if (ok) return this.#end(does, true, resultOf(result));
    this.#fail(errorOf(error), this.#life, does);
  }

  #fail(error: unknown, step: Step, does: string): void {
    const wait = this.fail({ error }, step);
    if (wait !== undefined && this.rest(wait)) return this.#start(does);
    this.#end(`${does} threw`, this.end?.error);
  }

  #end(what: string, ...details: unknown[]): void {
    this.#state = "done";
    this.tell(what, ...details);
  }
}
