// What this package is to cost at most, and whether it does: both are ratios in one
// run, or counts.
import { toTable } from "../simulation/table.ts";
import { BARE, BY_HAND, DEADLINES } from "./by_hand.ts";
import { IN_TESTING } from "./counts.ts";
import { median, toDigits } from "./figures.ts";
import { bytesOf, growthOf, of, ratio, timesOf } from "./find.ts";
import { ALONE, TOGETHER, toSlope } from "./growth.ts";
import { OURS } from "./ours.ts";
import type { Results } from "./sections.ts";
import { SCENARIOS } from "./scenarios.ts";

/** What was found of a goal. */
interface Found {
  readonly text: string;
  readonly isMet: boolean;
}

/** A goal, which may be another one in each runtime. */
interface Goal {
  readonly text: string;
  /** What was found in a runtime; `undefined` if that was not measured there. */
  find(results: Results, runtime: string): Found | undefined;
}

const [DEADLINE] = DEADLINES;
const RETRY = "**retry**";
const UNLIMITED = "**retry**, `timeout: null`";
const BLOCK = "**retryContext**, a block";
const LOOP = "**retryContext**";
const REQUESTS_OF_OURS = [
  "**`retryFetch`**",
  "**`retryContext`**, with its signal",
];

const GOALS: readonly Goal[] = [
  ...REQUESTS_OF_OURS.map((name): Goal => ({
    text: `A request with ${name}: ≤ 1.1 × \`fetch\` with a signal and a timer`,
    find: (results, runtime) => {
      const requests = of(results.requests, runtime);
      const [limit] = requests ?? [];
      const ours = requests?.find((request) => request.name === name);
      return atMost(ratio(ours?.ns, limit?.ns), 1.1);
    },
  })),
  {
    text: "Succeeds at once: ≤ 1.5 × a deadline alone",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.once);
      return atMost(ratio(times?.[RETRY], times?.[DEADLINE!.name]), 1.5);
    },
  },
  {
    text: "… after ten turns: ≤ 1.15 × a deadline alone",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.pending);
      return atMost(ratio(times?.[RETRY], times?.[DEADLINE!.name]), 1.15);
    },
  },
  {
    text: "… with `timeout: null`: ≤ 1.7 × a bare `await`",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.once);
      return atMost(ratio(times?.[UNLIMITED], times?.[BARE.name]), 1.7);
    },
  },
  {
    text: "… with a deadline: ≤ 0.5 × the fastest peer that has one",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.deadline) ?? {};
      const ours = [BARE, BY_HAND, ...OURS].map(({ name }) => name);
      const [fastest] = Object.entries(times)
        .filter(([name, ns]) => !ours.includes(name) && ns.length > 0)
        .sort(([, a], [, b]) => median(a) - median(b));
      const found = atMost(ratio(times[RETRY], fastest?.[1]), 0.5);
      return found && { ...found, text: `${found.text} ${fastest![0]}` };
    },
  },
  {
    text: "… as a block: ≤ 5 × a bare `await`",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.once);
      return atMost(ratio(times?.[BLOCK], times?.[BARE.name]), 5);
    },
  },
  {
    text: "… in a `for await` loop: ≤ 5 × a bare `await`",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.loop);
      return atMost(ratio(times?.[LOOP], times?.[BARE.name]), 5);
    },
  },
  {
    text: "Fail, fail, succeed, 1,000 at once: ≤ 1.25 × a hand-written loop",
    find: (results, runtime) => {
      const times = timesOf(results, runtime, SCENARIOS.often);
      return atMost(ratio(times?.[RETRY], times?.[BY_HAND.name]), 1.25);
    },
  },
  {
    text: "Fail, fail, succeed in testing mode: no timer",
    find: (results, runtime) => {
      const counts = of(results.counts, runtime)?.[IN_TESTING];
      return counts && none(counts.timers);
    },
  },
  {
    text:
      "Succeeds at once: no timer, listener, controller or random draw, ≤ 1 look at a clock, none with `timeout: null`",
    find: (results, runtime) => {
      const counted = of(results.counts, runtime);
      if (counted === undefined) return undefined;
      const tooMany = Object.entries(counted)
        .filter(([name]) => name !== IN_TESTING)
        .flatMap(([name, { clocks, ...others }]) => {
          const most = name.includes("timeout: null") ? 0 : 1;
          return [Math.max(0, clocks - most), ...Object.values(others)];
        });
      return none(tooMany.reduce((sum, count) => sum + count, 0));
    },
  },
  {
    text: "Heap of a call that waits: ≤ 1.05 × a hand-written loop",
    find: (results, runtime) =>
      atMost(
        bytesOf(results, runtime, RETRY) /
          bytesOf(results, runtime, BY_HAND.name),
        1.05,
      ),
  },
  {
    text: "10,000 calls that wait on one signal: ≤ 1.5 × as many without it",
    find: (results, runtime) =>
      atMost(
        ratio(
          growthOf(results, runtime, TOGETHER, 10_000),
          growthOf(results, runtime, ALONE, 10_000),
        ),
        1.5,
      ),
  },
  ...[ALONE, TOGETHER].map((name): Goal => ({
    text: `From 100 calls to 100,000, ${name}: a slope from 0.8 to 1.2`,
    find: (results, runtime) => {
      const line = of(results.growth, runtime)
        ?.find((line) => line.name === name);
      if (line === undefined) return undefined;
      const slope = toSlope(line.points);
      return { text: slope.toFixed(2), isMet: slope >= 0.8 && slope <= 1.2 };
    },
  })),
  {
    text: "200,000 calls on one signal: one listener at most, and none left",
    find: (results, runtime) => {
      const rest = of(results.signals, runtime)?.[RETRY] ?? undefined;
      return rest && {
        text: `${rest.most}, ${rest.left}`,
        isMet: rest.most === 1 && rest.left === 0,
      };
    },
  },
  {
    text: "… and ≤ 2 B a call left",
    find: (results, runtime) =>
      atMost(of(results.signals, runtime)?.[RETRY]?.bytes ?? NaN, 2, " B"),
  },
  {
    text: "A policy made where a Worker is loaded serves many requests",
    find: (results, runtime) => {
      const found = of(results.worker, runtime);
      return found && {
        text: `${found.served} of ${found.made}`,
        isMet: found.served === found.made,
      };
    },
  },
  {
    text:
      "Import of everything: ≤ what an empty module takes in three of four processes",
    find: (results, runtime) => {
      const found = of(results.imports, runtime);
      if (found === undefined) return undefined;
      const { empty, everything } = found;
      const quartile = empty.toSorted((a, b) => a - b)[empty.length * 3 >> 2]!;
      return atMost(median(everything) / quartile, 1);
    },
  },
];

const SIZES: Readonly<Record<string, number>> = {
  "`retry`": 5_800,
  everything: 9_000,
  "`isActive`": 150,
  "`parseRetryAfter`": 700,
  "`backoffs`": 1_300,
  "`HttpStatusError`": 500,
};

/** Says which goals are met, in Markdown. */
export function tellGoals(results: Results): string {
  const told = Object.values(results).filter((part) => Array.isArray(part));
  const runtimes = [
    ...new Set(told.flat().map(({ runtime }) => runtime)),
  ];
  const rows = GOALS.map(({ text, find }) => [
    text,
    ...runtimes.map((runtime) => show(find(results, runtime))),
  ]);
  const sizes = Object.entries(SIZES).map(([name, limit]) => [
    `${name}: ≤ ${limit.toLocaleString("en-US")} B with Brotli`,
    show(atMost(results.sizes?.[name]?.brotli ?? NaN, limit, " B")),
  ]);
  return `## Goals

✓ is met, ✗ is missed, and – was not measured there. Ratios are the medians of
those in each round, as above.

${toTable(["", ...runtimes], rows)}

${toTable(["", "in a bundle"], sizes)}
`;
}

function show(found: Found | undefined): string {
  if (found === undefined) return "–";
  return found.isMet ? `✓ ${found.text}` : `✗ **${found.text}**`;
}

function atMost(value: number, limit: number, unit = "×"): Found | undefined {
  if (Number.isNaN(value)) return undefined;
  const isMet = value <= limit;
  // A limit that is just missed is not to look met.
  const looksMet = Number(toDigits(value)) <= limit;
  const text = isMet === looksMet ? toDigits(value) : value.toPrecision(5);
  return { text: `${text}${unit}`, isMet };
}

function none(count: number): Found {
  return { text: count === 0 ? "none" : `${count}`, isMet: count === 0 };
}
