// What the documentation shows of the results: ratios in one run.
import { toTable } from "../simulation/table.ts";
import { BARE, BY_HAND, DEADLINES } from "./by_hand.ts";
import { bytesOf, ratio, timesOf } from "./find.ts";
import { PEERS } from "./peers.ts";
import { SCENARIOS } from "./scenarios.ts";
import type { Results } from "./sections.ts";

/** The runtime in which packages are compared. */
const RUNTIME = "Node.js 26";
const RETRY = "**retry**";
const UNLIMITED = "**retry**, `timeout: null`";
const ALONE = DEADLINES[0]!.name;

/** What each row of the second table is compared with, in which scenario. */
const FORMS: readonly (readonly [name: string, scenario: string])[] = [
  [RETRY, SCENARIOS.once],
  [ALONE, SCENARIOS.once],
  [RETRY, SCENARIOS.pending],
  [ALONE, SCENARIOS.pending],
  [UNLIMITED, SCENARIOS.once],
  ["**retryContext**, a block", SCENARIOS.once],
  ["**retryContext**", SCENARIOS.loop],
];

/** Puts the summary into Markdown: a table of packages, and one of runtimes. */
export function tellSummary(results: Results): string {
  const runtimes = results.times?.map(({ runtime }) => runtime) ?? [];
  const compared = runtimes.find((name) => name.startsWith(RUNTIME)) ?? "";
  return `## In short

${
    toTable([
      compared,
      "at once",
      "ten turns",
      "deadline",
      "two retries",
      "waiting",
      "in a bundle",
    ], toPackages(results, compared))
  }

${toTable(["", ...runtimes], toForms(results, runtimes))}
`;
}

/** This package and its peers, in one runtime. */
function toPackages(results: Results, runtime: string): string[][] {
  const names = [RETRY, UNLIMITED, BY_HAND.name, ...Object.keys(PEERS)];
  return names.map((name) => {
    const times = (scenario: string, limit: string) => {
      const times = timesOf(results, runtime, scenario) ?? {};
      return show(ratio(times[name], times[limit]), " ×");
    };
    return [
      name,
      times(SCENARIOS.once, BARE.name),
      times(SCENARIOS.pending, BARE.name),
      times(SCENARIOS.deadline, BARE.name),
      times(SCENARIOS.often, BY_HAND.name),
      show(bytesOf(results, runtime, name), " B"),
      show(sizeOf(results, name), " B"),
    ];
  });
}

/** The forms in which this package retries, in each runtime. */
function toForms(results: Results, runtimes: readonly string[]): string[][] {
  return FORMS.map(([name, scenario]) => [
    toLabel(name, scenario),
    ...runtimes.map((runtime) => {
      const times = timesOf(results, runtime, scenario) ?? {};
      return show(ratio(times[name], times[BARE.name]), " ×");
    }),
  ]);
}

function toLabel(name: string, scenario: string): string {
  if (scenario === SCENARIOS.pending) return `${name}, ten turns`;
  return scenario === SCENARIOS.loop ? `${name}, a loop` : name;
}

function sizeOf({ sizes = {} }: Results, name: string): number {
  const found = name === RETRY ? "`retry`" : name;
  const key = Object.keys(sizes).find((key) => key.startsWith(found));
  return key === undefined ? NaN : sizes[key]!.brotli;
}

function show(value: number, unit: string): string {
  if (Number.isNaN(value)) return "–";
  const isWhole = unit === " B";
  return isWhole
    ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) + unit
    : Number(value.toPrecision(2)) + unit;
}
