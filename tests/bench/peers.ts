import type { Contender } from "./contender.ts";

type Call = (work: () => Promise<unknown>, options: object) => Promise<unknown>;
// deno-lint-ignore no-explicit-any -- only what is called here matters
type Anything = any;

/** What is used of each package, under its name on npm or JSR. */
export interface Packages {
  "@lifeomic/attempt": { retry: Call };
  "@std/async/retry"?: { retry: Call };
  "@std/async/deadline"?: {
    deadline: (promise: Promise<unknown>, ms: number) => Promise<unknown>;
  };
  "async-retry": { default: Call };
  cockatiel: Anything;
  effect: Anything;
  "exponential-backoff": { backOff: Call };
  "p-retry": { default: Call };
  "ts-retry-promise"?: { retry: Call };
}

/** What each peer cannot do, or does in another way. */
export const PEERS: Readonly<Record<string, string>> = {
  "p-retry": "no deadline that abandons an attempt; no timer for a wait of 0",
  "async-retry":
    "no signal; no deadline that abandons an attempt; a wait of at least 1 ms",
  "cockatiel": "a signal does not end a wait",
  "@lifeomic/attempt":
    "no signal; a deadline for each attempt only; no timer for a wait of 0",
  "exponential-backoff": "no signal; no deadline",
  "ts-retry-promise":
    "no signal; no jitter; always a deadline, whose timer it leaves behind",
  "effect": "no timer for a wait of 0",
  "@std/async": "a deadline leaves its timer behind, and fails in Node 20",
};

/** The peers, each set up as much like the others as it allows. */
export function toPeers(packages: Packages): Contender[] {
  return [
    pRetry(packages["p-retry"].default),
    asyncRetry(packages["async-retry"].default),
    cockatiel(packages.cockatiel),
    attempt(packages["@lifeomic/attempt"].retry),
    exponentialBackoff(packages["exponential-backoff"].backOff),
    ...packages["ts-retry-promise"]
      ? [tsRetryPromise(packages["ts-retry-promise"].retry)]
      : [],
    effect(packages.effect),
    ...packages["@std/async/retry"]
      ? [
        stdAsync(packages["@std/async/retry"], packages["@std/async/deadline"]),
      ]
      : [],
  ];
}

function pRetry(call: Call): Contender {
  return {
    name: "p-retry",
    once: (work, { wait, signal }) => {
      const options = { retries: 9, minTimeout: wait, randomize: true, signal };
      return (state) => call(() => work(state), options);
    },
    each: (work, { wait }) => (state) =>
      call(() => work(state), {
        retries: 9,
        minTimeout: wait,
        randomize: true,
      }),
    follows: true,
  };
}

function asyncRetry(call: Call): Contender {
  return {
    name: "async-retry",
    once: (work, { wait }) => {
      const options = { retries: 9, minTimeout: wait };
      return (state) => call(() => work(state), options);
    },
  };
}

function cockatiel(
  { ExponentialBackoff, TimeoutStrategy, handleAll, retry, timeout, wrap }:
    Packages["cockatiel"],
): Contender {
  const make = (wait: number) =>
    retry(handleAll, {
      maxAttempts: 9,
      backoff: new ExponentialBackoff({ initialDelay: wait, maxDelay: 45_000 }),
    });
  return {
    name: "cockatiel",
    once: (work, { wait, timeout: ms, signal }) => {
      const policy = ms === undefined
        ? make(wait)
        : wrap(timeout(ms, TimeoutStrategy.Aggressive), make(wait));
      return signal
        ? (state) => policy.execute(() => work(state), signal)
        : (state) => policy.execute(() => work(state));
    },
    each: (work, { wait }) => (state) => make(wait).execute(() => work(state)),
    follows: true,
    expires: true,
  };
}

function attempt(call: Call): Contender {
  return {
    name: "@lifeomic/attempt",
    once: (work, { wait, timeout = 0 }) => {
      const options = {
        maxAttempts: 10,
        delay: wait,
        factor: 2,
        jitter: true,
        timeout,
      };
      return (state) => call(() => work(state), options);
    },
    each: (work, { wait }) => (state) =>
      call(() => work(state), {
        maxAttempts: 10,
        delay: wait,
        factor: 2,
        jitter: true,
      }),
    expires: true,
  };
}

function exponentialBackoff(call: Call): Contender {
  return {
    name: "exponential-backoff",
    once: (work, { wait }) => {
      const options = {
        numOfAttempts: 10,
        startingDelay: wait,
        jitter: "full",
      };
      return (state) => call(() => work(state), options);
    },
  };
}

function tsRetryPromise(call: Call): Contender {
  const backoff = (num: number, ms: number) => ms * 2 ** (num - 1);
  return {
    name: "ts-retry-promise",
    once: (work, { wait, timeout = 45_000 }) => {
      const options = { retries: 9, delay: wait, backoff, timeout };
      return (state) => call(() => work(state), options);
    },
    expires: true,
  };
}

function effect({ Effect, Schedule }: Packages["effect"]): Contender {
  return {
    name: "effect",
    once: (work, { wait, timeout, signal }) => {
      const schedule = Schedule.jittered(Schedule.exponential(wait));
      const options = signal && { signal };
      return (state) => {
        const once = Effect.tryPromise(() => work(state));
        const often = Effect.retry(once, { schedule, times: 9 });
        const call = timeout ? Effect.timeout(often, timeout) : often;
        return Effect.runPromise(call, options);
      };
    },
    follows: true,
    expires: true,
  };
}

function stdAsync(
  { retry }: Required<Packages>["@std/async/retry"],
  expiring: Packages["@std/async/deadline"],
): Contender {
  return {
    name: "@std/async",
    once: (work, { wait, timeout, signal }) => {
      const options = { maxAttempts: 10, minTimeout: wait, signal };
      if (timeout === undefined) {
        return (state) => retry(() => work(state), options);
      }
      const { deadline } = expiring!;
      return (state) => deadline(retry(() => work(state), options), timeout);
    },
    each: (work, { wait }) => (state) =>
      retry(() => work(state), { maxAttempts: 10, minTimeout: wait }),
    follows: true,
    expires: expiring !== undefined,
  };
}
