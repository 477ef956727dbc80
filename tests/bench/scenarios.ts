import { type Attempt, retry, retryContext, setTesting } from "@stamina/retry";
import { BARE, BY_HAND, DEADLINES } from "./by_hand.ts";
import type { Contender, Plan } from "./contender.ts";
import { OURS } from "./ours.ts";
import { failOften, succeed, takeTurns, type Work } from "./work.ts";

/** Something to measure: the time of a call, or of `calls` at once. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Cases to compare: each with the first one, which is the limit. */
export interface Scenario {
  readonly title: string;
  readonly cases: readonly Case[];
  /** How many calls one run makes. */
  readonly calls: number;
  /** What comes before them, and returns what comes after them. */
  readonly begin?: () => () => void;
}

type Name =
  | "once"
  | "pending"
  | "each"
  | "signal"
  | "deadline"
  | "loop"
  | "alone"
  | "often"
  | "testing";

/** What is measured, under short names. */
export const SCENARIOS: Readonly<Record<Name, string>> = {
  once: "A call that succeeds at once, options given once",
  pending: "A call that succeeds after ten turns of the queue of microtasks",
  each: "A call that succeeds at once, options given on each call",
  signal: "The same, with an `AbortSignal` that lives on",
  deadline: "The same, with a deadline of 45 seconds",
  loop: "A block in a `for await` loop",
  alone: "Fail, fail, succeed, without a wait: one call at a time",
  often: "Fail, fail, succeed, without a wait: 1,000 calls at once",
  testing: "Fail, fail, succeed, in testing mode",
};

const WAIT = 100;
const AT_ONCE = 1_000;

/** Everything that is measured by its time. */
export function toScenarios(peers: readonly Contender[]): Scenario[] {
  const everyone = [BARE, ...DEADLINES, ...OURS, BY_HAND, ...peers];
  const signal = new AbortController().signal;
  const once = (contenders: readonly Contender[], plan: Plan, work = succeed) =>
    contenders.map(({ name, once }) => {
      const call = once(work, plan);
      return { name, run: () => call() };
    });

  const retried = (run: (call: Work) => Promise<unknown>) =>
    [BY_HAND, ...OURS, ...peers].map(({ name, once }) => {
      const call = once(failOften, { wait: 0 });
      return { name, run: () => run(call) };
    });

  return [
    {
      title: SCENARIOS.once,
      cases: once(everyone, { wait: WAIT }),
      calls: 1,
    },
    {
      title: SCENARIOS.pending,
      cases: once(everyone, { wait: WAIT }, takeTurns),
      calls: 1,
    },
    {
      title: SCENARIOS.each,
      cases: [
        ...once([BARE], { wait: WAIT }),
        ...once(OURS.filter(({ each }) => each), { wait: WAIT })
          .map(({ name, run }) => ({ name: `${name}, options once`, run })),
        ...everyone.flatMap(({ name, each }) => {
          const call = each?.(succeed, { wait: WAIT });
          return call ? { name, run: () => call() } : [];
        }),
      ],
      calls: 1,
    },
    {
      title: SCENARIOS.signal,
      cases: once(everyone.filter(({ follows }) => follows), {
        wait: WAIT,
        signal,
      }),
      calls: 1,
    },
    {
      title: SCENARIOS.deadline,
      cases: once(everyone.filter(({ expires }) => expires), {
        wait: WAIT,
        timeout: 45_000,
      }),
      calls: 1,
    },
    {
      title: SCENARIOS.loop,
      cases: [...once([BARE], { wait: WAIT }), ...loops()],
      calls: 1,
    },
    {
      title: SCENARIOS.alone,
      cases: retried((call) => call({ failures: 2 })),
      calls: 1,
    },
    {
      title: SCENARIOS.often,
      cases: retried(atOnce),
      calls: AT_ONCE,
    },
    {
      title: SCENARIOS.testing,
      cases: inTesting(),
      calls: 1,
      begin: beginTesting,
    },
  ];
}

function atOnce(call: Work): Promise<unknown> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, () => call({ failures: 2 })),
  );
}

function loops(): Case[] {
  const options = { on: Error };
  const unlimited = { on: Error, timeout: null };
  const prebuilt = retryContext(options);
  return [
    { name: "**retryContext**", run: () => load(retryContext(options)) },
    {
      name: "**retryContext**, `timeout: null`",
      run: () => load(retryContext(unlimited)),
    },
    { name: "**retryContext**, made once", run: () => load(prebuilt) },
  ];
}

async function load(attempts: AsyncIterable<Attempt>): Promise<unknown> {
  for await (const attempt of attempts) {
    try {
      return await succeed();
    } catch (error) {
      attempt.fail(error);
    }
  }
  throw new Error("unreachable");
}

function inTesting(): Case[] {
  const call = retry({ on: Error })(failOften);
  return [
    {
      name: "hand-written loop without timers",
      run: async () => {
        const state = { failures: 2 };
        for (let attempt = 1;; attempt++) {
          try {
            return await failOften(state);
          } catch (error) {
            if (attempt === 10 || !(error instanceof Error)) throw error;
          }
        }
      },
    },
    { name: "**retry**", run: () => call({ failures: 2 }) },
  ];
}

function beginTesting(): () => void {
  const testing = setTesting(true, { attempts: 10 });
  return () => testing[Symbol.dispose]();
}
