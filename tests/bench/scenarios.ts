import { type Attempt, retry, retryContext, setTesting } from "@stamina/retry";
import { BARE, BY_HAND } from "./by_hand.ts";
import type { Contender, Plan } from "./contender.ts";
import { OURS } from "./ours.ts";
import { failOften, succeed, type Work } from "./work.ts";

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

const WAIT = 100;

/** Everything that is measured by its time. */
export function toScenarios(peers: readonly Contender[]): Scenario[] {
  const everyone = [BARE, ...OURS, BY_HAND, ...peers];
  const signal = new AbortController().signal;
  const once = (contenders: readonly Contender[], plan: Plan) =>
    contenders.map(({ name, once }) => {
      const call = once(succeed, plan);
      return { name, run: () => call() };
    });

  return [
    {
      title: "A call that succeeds at once, options given once",
      cases: once(everyone, { wait: WAIT }),
      calls: 1,
    },
    {
      title: "The same, options given on each call",
      cases: [
        ...once([BARE], { wait: WAIT }),
        ...everyone.flatMap(({ name, each }) => {
          const call = each?.(succeed, { wait: WAIT });
          return call ? { name, run: () => call() } : [];
        }),
      ],
      calls: 1,
    },
    {
      title: "The same, with an `AbortSignal` that lives on",
      cases: once(everyone.filter(({ follows }) => follows), {
        wait: WAIT,
        signal,
      }),
      calls: 1,
    },
    {
      title: "The same, with a deadline of 45 seconds",
      cases: once(everyone.filter(({ expires }) => expires), {
        wait: WAIT,
        timeout: 45_000,
      }),
      calls: 1,
    },
    {
      title: "A block in a `for await` loop",
      cases: [...once([BARE], { wait: WAIT }), ...loops()],
      calls: 1,
    },
    ...[1, 1000].map((calls) => ({
      title: `Fail, fail, succeed, without a wait: ${
        calls === 1 ? "one call" : `${calls} calls at once`
      }`,
      cases: [BY_HAND, ...OURS, ...peers].map(({ name, once }) => {
        const call = once(failOften, { wait: 0 });
        return { name, run: () => atOnce(calls, call) };
      }),
      calls,
    })),
    {
      title: "Fail, fail, succeed, in testing mode",
      cases: inTesting(),
      calls: 1,
      begin: beginTesting,
    },
  ];
}

function atOnce(calls: number, call: Work): Promise<unknown> {
  if (calls === 1) return call({ failures: 2 });
  return Promise.all(
    Array.from({ length: calls }, () => call({ failures: 2 })),
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
