import { BEFORE, type Outcome } from "./storm.ts";
import { WAIT } from "./strategies.ts";
import { BUDGETS, DRAWN, type Outcomes, STORMS, STRATEGIES } from "./storms.ts";
import { toTable } from "./table.ts";

/** Puts what comes of storms into Markdown. */
export function toStormsMarkdown(outcomes: Outcomes): string {
  return `## Storms

\`deno task simulate storms\` writes this section anew, and
[storms.jsonl](storms.jsonl), which it is made from. It draws
[storm_load.svg](storm_load.svg) and [storm_answers.svg](storm_answers.svg).

In each second 200 calls begin, evenly, or 1,000 where there are 10,000
processes. An answer takes 50 ms, and a refusal 10 ms. A service without a limit
answers all when its trouble is over. With 110 % or 300 % of the capacity that
the calls need it refuses what is too much; with a queue it answers that late,
its clients wait for 1 s, and what they no longer wait for is work all the same.
Each process has its own budget: the default one, \`minPerSecond: 0.1\` with 100
processes, and \`minPerSecond: 0.005, ttl: 60_000\` with 10,000. Every strategy
has at most 10 attempts for a call, and an answer after 45 s is none.

${
    toTable(
      ["Strategy", "What it is"],
      STRATEGIES.map(({ name, text }) => [name, text]),
    )
  }

Requests a call while the service is in trouble:

${toStorms(outcomes, ({ amplification }) => amplification)}

Calls answered in time, of those that begin in the trouble, in %. None more can
be answered than begin in the last 45 s of it.

${toStorms(outcomes, ({ answeredOfTrouble }) => percent(answeredOfTrouble))}

Calls answered in time, of all that begin from then until 60 s after the
trouble, in %. Where capacity is short, old calls take it from new ones.

${toStorms(outcomes, ({ answeredOfAll }) => percent(answeredOfAll))}

The highest load in a second after the trouble, as a multiple of the calls:

${toStorms(outcomes, ({ peakAfter }) => peakAfter)}

How many seconds after the trouble the load is at most 1.1 times the calls, for
good; 60 if it is not by then:

${toStorms(outcomes, ({ normalAfter }) => normalAfter)}

The load in single seconds of ${DRAWN}, as a multiple of the calls:

${toLoads(outcomes)}

## Many small processes

An outage of 60 s for 10,000 processes that make a call in 10 s each, and wait
for a turn, by the budget that each of them has:

${toBudgets(outcomes)}
`;
}

function toStorms(
  outcomes: Outcomes,
  toCell: (outcome: Outcome) => number,
): string {
  return toTable(
    ["Storm", ...STRATEGIES.map(({ name }) => name)],
    STORMS.map(({ name: storm }) => [
      storm,
      ...STRATEGIES.map(({ name }) => toCell(outcomes[storm]![name]!)),
    ]),
  );
}

function toLoads(outcomes: Outcomes): string {
  const seconds = [-1, 0, 1, 2, 5, 10, 30, 59, 60, 61, 62, 65, 70, 75, 80];
  return toTable(
    ["Second", ...STRATEGIES.map(({ name }) => name)],
    seconds.map((second) => [
      second,
      ...STRATEGIES.map(({ name }) =>
        outcomes[DRAWN]![name]!.load[BEFORE + second]!
      ),
    ]),
  );
}

function toBudgets(outcomes: Outcomes): string {
  return toTable(
    [
      "Budget of each",
      "Requests a call",
      "Most afterwards",
      "Normal after s",
      "Calls answered, %",
    ],
    BUDGETS.map(({ name }) => {
      const { amplification, peakAfter, normalAfter, answeredOfTrouble } =
        outcomes[name]![WAIT.name]!;
      return [
        name,
        amplification,
        peakAfter,
        normalAfter,
        percent(answeredOfTrouble),
      ];
    }),
  );
}

function percent(share: number): number {
  return Math.round(100 * share);
}
