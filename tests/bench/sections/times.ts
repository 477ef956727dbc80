import { toTable } from "../../simulation/table.ts";
import { median, toRatio, toTime } from "../figures.ts";
import { inEach, type Section, type Told } from "../section.ts";
import type { Times } from "../time.ts";

/** How long calls take, in turns with a limit to compare them with. */
export const TIMES: Section<Told<Times[]>[]> = {
  title: "Time",
  about:
    `Each is the median of several rounds. In each round, all rows were measured one
after the other, and the ratio is the median of their ratios to the first row.`,

  measure: ({ runtimes, programs }) =>
    inEach(runtimes, (runtime) => runtime.measure(programs, { what: "time" })),

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
