import {
  getOnRetryHooks,
  HttpStatusError,
  setOnRetryHooks,
} from "@stamina/retry";
import { load as loadUntilAborted } from "./abort.ts";
import { load as loadByBlock } from "./block.ts";
import { load as loadUntilDeadline } from "./deadline.ts";
import { Client } from "./decorator.ts";
import { load as loadByFetch } from "./fetch.ts";
import type { Mood } from "./flaky_server.ts";
import { load as loadByFunction } from "./function.ts";
import { load as loadByLoop } from "./loop.ts";
import { describe } from "./timeline.ts";

/** One example, the server it meets, and what is to come of it. */
export interface Scenario {
  readonly title: string;
  readonly file: string;
  /** How the server deals with the attempts, in this order. */
  readonly moods: readonly Mood[];
  readonly run: (url: string) => Promise<string>;
  /** Says what has come out, or throws if that was not promised. */
  readonly judge: (outcome: Outcome) => string;
}

/** What has come of a scenario. */
export interface Outcome {
  readonly value: string | undefined;
  readonly error: unknown;
  /** What the attempts that were retried have failed with, in words. */
  readonly failures: readonly string[];
  /** How many requests have reached the server. */
  readonly requests: number;
  /** How long it took, in milliseconds. */
  readonly elapsed: number;
}

const ABORT_AFTER = 300;
const DEADLINE = 800;
// What a busy machine may take for what should take no time.
const TOLERANCE = 300;
const FLAKY: readonly Mood[] = ["refuse", "unavailable", "hang", "answer"];

/** Every example. */
export const SCENARIOS: readonly Scenario[] = [
  {
    title: "A fetch that retries: retryFetch(options)",
    file: "fetch.ts",
    moods: FLAKY,
    run: loadByFetch,
    judge: isAnswered,
  },
  {
    title: "A function: retry(options)(fn)",
    file: "function.ts",
    moods: FLAKY,
    run: loadByFunction,
    judge: isAnswered,
  },
  {
    title: "A method: @retry(options)",
    file: "decorator.ts",
    moods: FLAKY,
    run: (url) => new Client(url).load(),
    judge: isAnswered,
  },
  {
    title: "A block: retryContext(options, block)",
    file: "block.ts",
    moods: FLAKY,
    run: loadByBlock,
    judge: isAnswered,
  },
  {
    title: "A loop: for await over retryContext(options)",
    file: "loop.ts",
    moods: FLAKY,
    run: loadByLoop,
    judge: isAnswered,
  },
  {
    title: "An abort from outside, in the middle of a wait",
    file: "abort.ts",
    moods: ["unavailable"],
    run: abortInWait,
    judge: isAborted,
  },
  {
    title: "A deadline that holds, though the server hangs",
    file: "deadline.ts",
    moods: ["unavailable", "hang"],
    run: loadUntilDeadline,
    judge: isTimedOut,
  },
];

async function abortInWait(url: string): Promise<string> {
  const controller = new AbortController();
  using _hooks = setOnRetryHooks([
    ...getOnRetryHooks(),
    () => {
      setTimeout(() => controller.abort(), ABORT_AFTER);
    },
  ]);
  return await loadUntilAborted(url, controller.signal);
}

function isAnswered({ value, failures, requests }: Outcome): string {
  const [first, ...others] = failures;
  expect("value", value, "Hello!");
  // Windows takes longer to refuse a connection than an attempt may take.
  if (first !== "timed out after 300 ms") {
    expect("first failure", first, "connection refused");
  }
  expect("other failures", others.join(), "HTTP 503,timed out after 300 ms");
  expect("number of requests", requests, 3);
  return `answered after ${failures.length} failures`;
}

function isAborted({ error, failures, requests, elapsed }: Outcome): string {
  expect("error", describe(error), "aborted");
  expect("failures", failures.join(), "HTTP 503");
  expect("number of requests", requests, 1);
  expectTime(elapsed, ABORT_AFTER);
  return "the wait ended at once, and no attempt followed";
}

function isTimedOut({ error, failures, requests, elapsed }: Outcome): string {
  const { name, cause } = error instanceof Error ? error : new Error("none");
  expect("error", name, "TimeoutError");
  expect("cause", cause instanceof HttpStatusError && cause.status, 503);
  expect("failures", failures.join(), "HTTP 503");
  expect("number of requests", requests, 2);
  expectTime(elapsed, DEADLINE);
  return `a ${name} in time, and its cause is the last error: ${
    describe(cause)
  }`;
}

function expect(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  throw new Error(`the ${what} should be "${expected}", and is "${actual}"`);
}

function expectTime(actual: number, expected: number): void {
  // Timers and clocks are not exact to the millisecond.
  if (actual > expected - 20 && actual < expected + TOLERANCE) return;
  throw new Error(`it should take ${expected} ms, and took ${actual}`);
}
