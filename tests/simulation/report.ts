import type { RetryBudgetOptions } from "../../mod.ts";
import { START } from "./outage.ts";
import type { Results } from "./scenarios.ts";
import { toStormsMarkdown } from "./storm_report.ts";
import type { Outcomes } from "./storms.ts";
import { toTable } from "./table.ts";

/** Puts the figures into Markdown. */
export function toMarkdown(results: Results, storms: Outcomes): string {
  return `# Retry storms, simulated

\`deno task simulate\` writes this page, and draws [herd.svg](herd.svg) and
[outage.svg](outage.svg). A test fails if they are not what it would write.

All calls run through the code of this package: its limits, waits, jitter and
budgets. Only time is simulated, and random numbers come from a seed. But for
the storms, requests are answered or refused at once. That is the worst case:
where failures take their time, there are fewer attempts until the deadline.

## A herd

10,000 calls begin at the same moment. The server is down, comes back after 5 s,
and then answers 50 requests in each 0.1 s. Every formula is held to the limits
of this package, 10 attempts and 45 s, whatever those of its users are. \`exp\` is
0.1 s, and doubles with each retry; \`U\` is a random number.

${toFormulas(results)}

The most requests in 0.1 s that are a first retry, a second one, and so on:

${toWaves(results)}

## An outage

In each second 200 calls begin, evenly, with the default options. For 60 s the
server refuses all requests, or one in ten. The calls are spread over processes,
and each process has a budget of its own, if any. All but the requests
afterwards are figures of these 60 s and of the calls that begin in them.

${toOutages(results)}

The requests in single seconds, with one process. All are refused from second 0
to second 59.

${toLoads(results)}

A budget can be spent at once. It comes back when its retries are forgotten,
after its \`ttl\` of 10 s. So the retries come in bursts. A budget whose calls
wait spreads them.

${toStormsMarkdown(storms)}`;
}

function toFormulas({ herds }: Results): string {
  return toTable(
    ["Wait", "Formula", "Used by", "Most retries in 0.1 s", "Calls answered"],
    herds.map(({ formula, herd }) => [
      formula.name,
      formula.text,
      formula.usedBy,
      herd.retries.peak,
      herd.rescued,
    ]),
  );
}

function toWaves({ herds }: Results): string {
  const nums = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  return toTable(
    ["Wait", ...nums.map(String)],
    herds.map(({ formula, herd }) => [
      formula.name,
      ...nums.map((num) => herd.waves[num - 1]?.peak ?? 0),
    ]),
  );
}

function toOutages({ outages }: Results): string {
  return toTable(
    [
      "Refused",
      "Processes",
      "Budget of each",
      "Requests a call",
      "Most in 1 s",
      "Most in 1 s afterwards",
      "Calls answered",
    ],
    outages.map(({ options, outage }) => [
      toPercent(options.refused),
      options.processes,
      toName(options.budget),
      outage.amplification,
      outage.peak,
      outage.peakAfter,
      toPercent(outage.rescued),
    ]),
  );
}

function toLoads({ without, withBudget }: Results): string {
  const seconds = [-1, 0, 1, 2, 5, 10, 20, 30, 45, 59, 60, 61, 65, 70, 75];
  return toTable(
    ["Second", "Without a budget", "With the default budget"],
    seconds.map((second) => [
      second,
      without.load.in(START + second),
      withBudget.load.in(START + second),
    ]),
  );
}

function toName(budget: RetryBudgetOptions | undefined): string {
  if (budget === undefined) return "none";
  const options = Object.entries(budget)
    .map(([name, value]) => `\`${name}: ${value}\``);
  return options.join(", ") || "default";
}

function toPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
