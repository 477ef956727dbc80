import {
  AdaptiveRetryStrategy,
  DefaultRateLimiter,
  StandardRetryStrategy,
} from "npm:@smithy/util-retry@4.6.2";
import {
  circuitBreaker,
  ConsecutiveBreaker,
  handleAll,
} from "npm:cockatiel@4.0.0";
import pRetry from "npm:p-retry@9.0.0";
import { retry, RetryBudget, type RetryBudgetOptions } from "../../mod.ts";

/** Sends a request, perhaps again and again. */
export type Sender = () => Promise<unknown>;

/** A way to deal with failures. */
export interface Strategy {
  readonly name: string;
  /** What it is, and with which options. */
  readonly text: string;
  /**
   * Makes the sender of one process.
   *
   * @param send Sends a request once.
   * @param budget The options of budgets in this storm, for those of this package.
   */
  readonly toSender: (send: Sender, budget: RetryBudgetOptions) => Sender;
}

const on = () => true;
// The limits of this package, for those that have others or none.
const ATTEMPTS = 10;
const TIMEOUT = 45_000;

export const NO_BUDGET: Strategy = {
  name: "no budget",
  text: "this package by default",
  toSender: (send) => retry({ on })(send),
};

export const GIVE_UP: Strategy = {
  name: "give up",
  text: "this package with a budget, which is that of Finagle and tower",
  toSender: (send, options) => {
    return retry({ on, budget: new RetryBudget(options) })(send);
  },
};

export const WAIT: Strategy = {
  name: "wait",
  text: 'this package with a budget and `whenEmpty: "wait"`',
  toSender: (send, options) => {
    const budget = new RetryBudget({ ...options, whenEmpty: "wait" });
    return retry({ on, budget })(send);
  },
};

/** What others do. */
export const OTHERS: readonly Strategy[] = [
  {
    name: "p-retry",
    text: "p-retry 9.0.0 with its waits of 1, 2, 4 … s",
    toSender: (send) => () =>
      pRetry(send, { retries: ATTEMPTS - 1, maxRetryTime: TIMEOUT }),
  },
  {
    name: "gRPC",
    text: "the throttling of gRPC with `maxTokens: 100` and `tokenRatio: 0.1`" +
      ", after its description, with the waits of this package",
    toSender: throttled,
  },
  {
    name: "AWS, standard",
    text: "the standard mode of @smithy/util-retry 4.6.2, for transient errors",
    toSender: (send) => {
      const strategy = new StandardRetryStrategy(ATTEMPTS) as AwsStrategy;
      return () => withTokens(strategy, "TRANSIENT", send);
    },
  },
  {
    name: "AWS, adaptive",
    text: "the adaptive mode of the same, for errors that mean throttling;" +
      " calls that wait for a token do so in a row",
    toSender: (send) => {
      const strategy = new AdaptiveRetryStrategy(
        () => Promise.resolve(ATTEMPTS),
        { rateLimiter: new Queue() },
      ) as AwsStrategy;
      return () => withTokens(strategy, "THROTTLING", send);
    },
  },
  {
    name: "circuit breaker",
    text:
      "that of cockatiel 4.0.0: open after 5 failures in a row, tried again" +
      " after 10 s; with the waits of this package around it",
    toSender: (send) => {
      const breaker = circuitBreaker(handleAll, {
        halfOpenAfter: 10_000,
        breaker: new ConsecutiveBreaker(5),
      });
      return retry({ on })(() => breaker.execute(send));
    },
  },
];

function throttled(send: Sender): Sender {
  const most = 100;
  let tokens = most;
  return retry({
    on() {
      tokens = Math.max(0, tokens - 1);
      return tokens > most / 2;
    },
  })(async () => {
    await send();
    tokens = Math.min(most, tokens + 0.1);
  });
}

/**
 * Lets those that wait for a token of the adaptive mode do so in a row. By itself it
 * wakes them all for each token, which takes the square of their number.
 */
class Queue extends DefaultRateLimiter {
  #last: Promise<void> = Promise.resolve();

  override getSendToken(): Promise<void> {
    return this.#last = this.#last.then(() => super.getSendToken());
  }
}

/** What both modes have in common; their own types differ in the token. */
interface AwsStrategy {
  acquireInitialRetryToken(scope: string): Promise<object>;
  refreshRetryTokenForRetry(
    token: object,
    info: { errorType: "TRANSIENT" | "THROTTLING" },
  ): Promise<object>;
  recordSuccess(token: object): void;
}

async function withTokens(
  strategy: AwsStrategy,
  errorType: "TRANSIENT" | "THROTTLING",
  send: Sender,
): Promise<void> {
  let token = await strategy.acquireInitialRetryToken("storm");
  for (;;) {
    try {
      await send();
      return strategy.recordSuccess(token);
    } catch {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType });
    }
  }
}
