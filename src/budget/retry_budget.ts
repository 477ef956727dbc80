import { now } from "../lib/clock.ts";
import { type Duration, toMilliseconds } from "../lib/duration.ts";
import { given } from "../lib/given.ts";
import { inspectable } from "../lib/inspect.ts";
import { blameCaller, wrongKind, wrongNumber } from "../lib/messages.ts";
import { Ledger, type Terms } from "./ledger.ts";
import { ledgers } from "./ledgers.ts";

/** How many retries a {@linkcode RetryBudget} allows. */
export interface RetryBudgetOptions {
  /**
   * How many retries are allowed for each call.
   *
   * From 0 to 1,000: 0.2 allows one retry for every five calls.
   *
   * @default {0.2}
   */
  ratio?: number;
  /**
   * How many retries are allowed on top, for each second of `ttl`.
   *
   * From 0 to 1,000,000. This reserve is for programs that make few calls. Every
   * process or isolate has its own: set it low if there are many.
   *
   * @default {10}
   */
  minPerSecond?: number;
  /**
   * How long calls and retries count, in milliseconds.
   *
   * From 1,000 to 60,000. They are forgotten in steps of a tenth of it.
   *
   * @default {10000}
   */
  ttl?: Duration;
  /**
   * What a call does when it needs a retry and there is none left.
   *
   * With `"giveUp"` it ends at once, with its last error. With `"wait"` it waits
   * for its turn until its deadline. See {@linkcode RetryBudget}.
   *
   * @default {"giveUp"}
   */
  whenEmpty?: "giveUp" | "wait";
}

/**
 * Keeps retries from multiplying the load on a service that is down.
 *
 * Share one budget among all calls to the same service. Within any `ttl`, give or
 * take a tenth, it allows at most `ratio` retries for each call, plus `minPerSecond`
 * retries for each second.
 *
 * If there is no retry left, a call that fails ends at once, with its last error,
 * and give-up hooks are told that the reason is `"budget"`. A retry counts as soon
 * as it is scheduled, even if the call is aborted before the retry is made.
 *
 * With `whenEmpty: "wait"`, such a call waits for its turn instead. It asks again
 * and again, after random waits of up to 3 seconds. If it gets no turn before its
 * deadline, it ends with its last error, for the same reason. These waits are not
 * attempts. A retry counts when it is made, and hooks are told about it then. In
 * each tenth of `ttl`, the budget allows a tenth of its retries, and at least one.
 * While calls wait, each answer from the service allows another four fifths of a
 * retry. So calls return as fast as the service answers, and no faster.
 *
 * Every process, isolate or tab counts for itself. A budget is not used in testing
 * mode or while retrying is off.
 *
 * It works like the retry budgets of [Finagle](https://twitter.github.io/finagle/)
 * and [tower](https://docs.rs/tower/latest/tower/retry/budget/), with their
 * defaults.
 *
 * @example Share a budget
 * ```ts
 * import { retry, RetryBudget } from "@stamina/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const budget = new RetryBudget();
 * const load = retry({ on: TypeError, budget })(fetch);
 * const save = retry({ on: TypeError, budget, attempts: 3 })(fetch);
 *
 * await load("https://example.com/users");
 * await save("https://example.com/users", { method: "PUT", body: "[]" });
 *
 * assertEquals(budget.available, 100); // 10 a second, for 10 seconds
 * ```
 *
 * @example Wait through an outage
 * ```ts
 * import { retry, RetryBudget } from "@stamina/retry";
 *
 * const budget = new RetryBudget({ whenEmpty: "wait" });
 * const load = retry({ on: TypeError, budget })(fetch);
 *
 * const response = await load("https://example.com/users");
 * ```
 */
export class RetryBudget {
  readonly #ledger: Ledger;

  /**
   * Makes a budget.
   *
   * @param options How many retries it allows.
   * @throws {TypeError} If an option is unknown or of the wrong kind.
   * @throws {RangeError} If an option is out of range.
   */
  constructor(options: RetryBudgetOptions = {}) {
    try {
      this.#ledger = new Ledger(toTerms(options));
    } catch (error) {
      throw blameCaller(error, RetryBudget);
    }
    ledgers().set(this, this.#ledger);
    inspectable(
      RetryBudget.prototype,
      "RetryBudget",
      (self) => ({ available: self.available, ...self.#ledger.terms }),
    );
  }

  /** How many retries it allows right now: a whole number. */
  get available(): number {
    return this.#ledger.available(now());
  }
}

const NAMES: ReadonlySet<string> = new Set<keyof RetryBudgetOptions>([
  "ratio",
  "minPerSecond",
  "ttl",
  "whenEmpty",
]);

function toTerms(options: RetryBudgetOptions): Terms {
  const {
    ratio = 0.2,
    minPerSecond = 10,
    ttl = 10_000,
    whenEmpty = "giveUp",
  } = given("budget retries", options, NAMES);
  return {
    ratio: toNumber("'ratio' must be a number", ratio, 0, 1_000),
    minPerSecond: toNumber(
      "'minPerSecond' must be a number",
      minPerSecond,
      0,
      1_000_000,
    ),
    ttl: toNumber(
      "'ttl' must be a duration in milliseconds",
      toMilliseconds(ttl),
      1_000,
      60_000,
    ),
    waits: toWaits(whenEmpty),
  };
}

function toWaits(value: unknown): boolean {
  if (value === "wait" || value === "giveUp") return value === "wait";
  const must = '\'whenEmpty\' must be "giveUp" or "wait"';
  throw wrongKind(`budget retries as ${must}`, value);
}

function toNumber(
  aim: string,
  value: unknown,
  min: number,
  max: number,
): number {
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw wrongNumber(`budget retries as ${aim} from ${min} to ${max}`, value);
}
