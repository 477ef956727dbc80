import { retry } from "../../mod.ts";
import { errorOf } from "./values.ts";
import { checkWait } from "./wait.ts";
import type { Event, Form, Stage } from "./stage.ts";

type Items = AsyncGenerator<unknown, unknown, unknown>;

/** An async generator, and what its consumer does with it. */
export const GENERATOR: Form = {
  abandons: false,
  begin(stage) {
    const { options, on } = stage;
    const items = retry({ ...options, on })(live)(stage);
    consumers.set(stage, new Consumer(stage, items));
  },
  check: (stage) => consumers.get(stage)?.check(),
  events: (stage) => consumers.get(stage)?.events() ?? [],
  between: (stage) => consumers.get(stage)?.leaving() ?? [],
  end: (stage) => consumers.get(stage)?.end(),
};

const consumers = new WeakMap<Stage, Consumer>();

const LEFT: object = { left: true };
const THROWN = new TypeError("thrown by the consumer");
const REJECTED = new TypeError("returned as a promise that rejects");

/** One attempt at the items. */
async function* live(stage: Stage): Items {
  stage.attemptBegins();
  const { spec, setting } = stage;
  const { num } = spec;
  const consumer = consumers.get(stage)!;
  if (consumer.leavesEarly) spec.left = true;
  consumer.item = undefined;
  let way = stage.choose(setting.ways);
  for (;;) {
    if (way === "goes on") {
      const { promise, resolve } = Promise.withResolvers<string>();
      const more = consumer.item
        ? []
        : [{ words: "yields", happen: () => resolve("yields") }];
      stage.settlable(
        num,
        () => resolve("ends"),
        () => resolve("throws"),
        more,
      );
      way = await promise;
    }
    stage.step(`  it ${way}`, way !== setting.ways[0]);
    if (way === "throws") {
      spec.fails(errorOf(num));
      throw errorOf(num);
    }
    if (way === "ends") {
      spec.phase = "over";
      return consumer.value = { returned: num };
    }
    consumer.item = { item: num };
    try {
      consumer.isAtItem = true;
      yield consumer.item;
    } catch (error) {
      stage.say("  which is thrown into it");
      consumer.hasThrown = false;
      spec.fails(error);
      throw error;
    } finally {
      consumer.isAtItem = false;
    }
    way = stage.choose(setting.ways.filter((it) => it !== "yields"));
  }
}

/** A promise that rejects, as whose rejection is handled nobody complains. */
function rejecting(): Promise<never> {
  const promise = Promise.reject(REJECTED);
  promise.catch(() => {});
  return promise;
}

/** Asks for items, and leaves. */
class Consumer {
  readonly #stage: Stage;
  readonly #items: Items;
  /** The item of this attempt, and what the last attempt has returned. */
  item: object | undefined;
  value: object | undefined;
  isAtItem = false;
  /** Whether it leaves after it has asked, but before anything has begun. */
  leavesEarly = false;
  #asked = 0;
  #waiting = 0;
  #isDone = false;
  /** Whether it has thrown, and the attempt under way does not know yet. */
  hasThrown = false;

  constructor(stage: Stage, items: Items) {
    this.#stage = stage;
    this.#items = items;
  }

  events(): Event[] {
    const { spec } = this.#stage;
    if (this.#isDone || this.#waiting > 0 || spec.left) return [];
    if (this.#asked > 6) return [];
    return [{ words: "an item is asked for", happen: () => this.#ask() }];
  }

  leaving(): Event[] {
    if (this.#stage.leaves === 0 || this.#isDone) return [];
    const leave = (words: string, happen: () => void): Event => ({
      words,
      reserve: () => this.#stage.leaves--,
      happen,
    });
    return [
      leave("the consumer returns", () => this.#return(LEFT)),
      leave(
        "the consumer returns a promise that rejects",
        () => this.#return(rejecting()),
      ),
      leave("the consumer throws", () => this.#throw()),
    ];
  }

  check(): void {
    const { spec, clock } = this.#stage;
    if (this.#isDone && this.#waiting === 0) {
      spec.settled ??= { value: undefined };
    }
    if (spec.settled) return;
    // A throw that is queued before the wait is for the next attempt.
    if (spec.phase === "waiting") return checkWait(this.#stage);
    spec.check(
      clock.dues.length === 0,
      spec.left
        ? "the wait does not end when the consumer leaves"
        : "there is a timer amid an attempt",
    );
    spec.check(
      spec.phase === "new" || spec.failure === undefined || spec.isOver,
      "a failure has led to nothing",
    );
    const isUnderWay = this.#stage.pending.has(spec.num);
    spec.check(
      isUnderWay || this.#waiting === 0,
      "the consumer gets no answer",
    );
  }

  end(): void {
    const { spec } = this.#stage;
    void this.#items.next().then(({ done, value }) =>
      this.#stage.guard(() =>
        spec.check(
          done === true && value === undefined,
          "it goes on at its end",
        )
      )
    );
  }

  #ask(): void {
    const { spec } = this.#stage;
    this.#asked++;
    this.#waiting++;
    // A call begins when the first item is asked for.
    if (spec.num === 0 && spec.phase === "new") spec.callBegins();
    this.#items.next().then(
      (step) => this.#got(() => this.#gotStep(step)),
      (error) => this.#got(() => this.#gotError(error)),
    );
  }

  #gotStep({ done, value }: IteratorResult<unknown>): void {
    const { spec } = this.#stage;
    this.#stage.say(done ? "  the consumer is done" : "  an item is got");
    if (!done) return spec.check(value === this.item, "another item is got");
    this.#isDone = true;
    if (spec.left || this.leavesEarly) return;
    spec.check(
      this.value !== undefined && value === this.value,
      "another value is got at the end",
    );
    spec.phase = "over";
  }

  #gotError(error: unknown): void {
    const { spec } = this.#stage;
    this.#stage.say(`  the consumer gets ${String(error)}`);
    this.#isDone = true;
    if (spec.left || this.leavesEarly) return;
    if (spec.num === 0) {
      return spec.check(spec.aborted, "it fails before it begins");
    }
    if (!spec.end && spec.rules.silent) {
      spec.check(
        error === spec.failure?.error || spec.aborted,
        "the consumer gets another error",
      );
    } else {
      spec.check(spec.end !== undefined, "it fails without telling the hooks");
      spec.check(error === spec.end?.error, "the consumer gets another error");
    }
    spec.phase = "over";
  }

  /** Whether an item has been asked for, and nothing has begun. */
  get #isAsked(): boolean {
    return this.#stage.spec.phase === "new" && this.#waiting > 0;
  }

  #got(take: () => void): void {
    this.#waiting--;
    this.#stage.guard(take);
  }

  /** Leaves by `return`; what follows is for the cleanup of the attempt only. */
  #return(value: object | Promise<never>): void {
    const { spec } = this.#stage;
    const isRejected = value !== LEFT;
    // What was asked for before comes first.
    if (this.#isAsked) this.leavesEarly = true;
    else spec.left = true;
    // And so does the end of what is under way.
    const isUnderWay = spec.phase === "trying" && !this.isAtItem;
    if (!isUnderWay && !this.#isAsked) spec.phase = "over";
    this.#waiting++;
    this.#items.return(value).then(
      (step) =>
        this.#got(() => {
          this.#stage.say("  the return is answered");
          this.#isDone ||= step.done === true;
          spec.check(!isRejected, "return() resolves with what rejects");
          spec.check(step.done === true, "return() gets an item");
          spec.check(step.value === LEFT, "return() gets another value");
        }),
      (error) =>
        this.#got(() => {
          this.#stage.say(`  the return is answered by ${String(error)}`);
          this.#isDone = true;
          spec.check(isRejected && error === REJECTED, "return() rejects");
        }),
    );
  }

  #throw(): void {
    const { spec } = this.#stage;
    const isIn = this.#isAsked || spec.phase === "trying";
    if (isIn) this.hasThrown = true;
    else {
      spec.left = true;
      spec.phase = "over";
    }
    this.#waiting++;
    this.#items.throw(THROWN).then(
      (step) =>
        this.#got(() => {
          this.hasThrown = false;
          spec.check(isIn, "throw() resolves although nothing could catch");
          this.#gotStep(step);
        }),
      (error) =>
        this.#got(() => {
          this.hasThrown = false;
          if (!isIn) {
            this.#isDone = true;
            this.#stage.say("  the throw is answered");
            spec.check(error === THROWN, "throw() rejects with another error");
          } else if (spec.phase === "over" && error === THROWN) {
            this.#isDone = true;
          } else this.#gotError(error);
        }),
    );
  }
}
