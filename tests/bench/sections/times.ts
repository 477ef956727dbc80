import { toTable } from "../../simulation/table.ts";
import { median, toRatio, toTime } from "../figures.ts";
import { inEach, type Section, type Told } from "../section.ts";
import type { Times } from "../time.ts";

// How an engine optimizes a program is not the same in each process.
const PROCESSES = 3;

/** How long calls take, in turns with a limit to compare them with. */
export const TIMES: Section<Told<Times[]>[]> = {
  title: "Time",
  about:
    `Each is the median of several rounds in several processes. In each round, all
rows were measured one after the other, and the ratio is the median of their
ratios to the first row.`,

  measure: ({ runtimes, programs }) =>
    inEach(runtimes, async (runtime) => {
      const measured: Times[][] = [];
      while (measured.length < PROCESSES) {
        measured.push(await runtime.measure(programs, { what: "time" }));
      }
      return join(measured);
    }),

  tell(told) {
    const head = ["", ...told.map(({ runtime }) => runtime)];
    // All run the same scenarios, but workerd has not got every peer.
    return told[0]!.figures.map(({ title, cases }, scenario) => {
      const rows = cases.map(({ name }) => [
        name,
        ...told.map(({ figures }) => {
          const { cases } = figures[scenario]!;
          const { ns = [] } = cases.find((found) => found.name === name) ?? {};
          if (ns.length === 0) return "–";
          return `${toTime(median(ns))} (${toRatio(ns, cases[0]!.ns)})`;
        }),
      ]);
      return `### ${title}\n\n${toTable(head, rows)}\n`;
    }).join("\n");
  },
};

/** Joins the rounds of several processes, in which the scenarios are the same. */
function join([first = [], ...others]: readonly Times[][]): Times[] {
  return first.map(({ title, cases }, scenario) => ({
    title,
    cases: cases.map(({ name, ns }, index) => ({
      name,
      ns: [
        ...ns,
        ...others.flatMap((times) => times[scenario]!.cases[index]!.ns),
      ],
    })),
  }));
}
