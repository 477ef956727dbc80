import type { RetryOptions } from "../../mod.ts";
import { random } from "../../src/lib/random.ts";
import type { Client } from "./client.ts";

const INITIAL = 100;
const MAX = 5_000;
const JITTER = 1_000;

/** A way to tell how long is waited before a retry. */
export interface Formula {
  readonly name: string;
  /** With `exp` for the exponential backoff, and `U` for a random number. */
  readonly text: string;
  readonly usedBy: string;
  /** Whether it has a place in the chart. */
  readonly isDrawn: boolean;
  readonly options: RetryOptions;
}

/** The formulas that are compared, the package's own ones first. */
export const FORMULAS: readonly Formula[] = [
  {
    name: "this package",
    text: "min(45 s, exp) + U(0, 1 s)",
    usedBy: "this package by default",
    isDrawn: true,
    options: { on: () => true },
  },
  {
    name: "this package, 5 s",
    text: "min(5 s, exp) + U(0, 1 s)",
    usedBy: "this package with `waitMax: 5_000`",
    isDrawn: false,
    options: { on: () => true, waitMax: MAX },
  },
  {
    name: "cap on the jitter",
    text: "min(5 s, exp + U(0, 1 s))",
    usedBy: "Python's stamina",
    isDrawn: false,
    options: waiting((exp) => Math.min(MAX, exp + JITTER * random())),
  },
  {
    name: "full jitter from 1 s",
    text: "min(5 s, 10 × exp) × U(0, 1)",
    usedBy: "@std/async, which begins with 1 s",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, 10 * exp) * random()),
  },
  {
    name: "±20 %",
    text: "min(5 s, exp) × U(0.8, 1.2)",
    usedBy: "gRPC, Effect",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, exp) * (0.8 + 0.4 * random())),
  },
  {
    name: "decorrelated jitter",
    text: "min(5 s, U(0.1 s, 3 × last wait))",
    usedBy: "an article of AWS",
    isDrawn: true,
    options: waiting((_, last) =>
      Math.min(MAX, INITIAL + (3 * last - INITIAL) * random())
    ),
  },
  {
    name: "equal jitter",
    text: "min(5 s, exp) × U(0.5, 1)",
    usedBy: "an article of AWS",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, exp) * (0.5 + 0.5 * random())),
  },
  {
    name: "1 to 2 times",
    text: "min(5 s, exp × U(1, 2))",
    usedBy: "p-retry with `randomize`",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, exp * (1 + random()))),
  },
  {
    name: "no jitter",
    text: "min(5 s, exp)",
    usedBy: "p-retry, ky and undici by default",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, exp)),
  },
  {
    name: "full jitter from 0.1 s",
    text: "min(5 s, exp) × U(0, 1)",
    usedBy: "AWS",
    isDrawn: true,
    options: waiting((exp) => Math.min(MAX, exp) * random()),
  },
];

/** The options of this package that make it wait as another formula tells. */
function waiting(
  toWait: (exp: number, lastWait: number) => number,
): RetryOptions {
  return {
    on(error) {
      const client = error as Client;
      const exp = INITIAL * 2 ** (client.num - 1);
      return client.lastWait = toWait(exp, client.lastWait || INITIAL);
    },
  };
}
