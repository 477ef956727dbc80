import { toTable } from "../../simulation/table.ts";
import type { Counted } from "../counts.ts";
import { inEach, type Section, type Told } from "../section.ts";

/** What calls ask of the platform. */
export const COUNTS: Section<Told<Counted>[]> = {
  title: "What one call asks of the platform",
  about: `Timers, listeners, controllers, looks at a clock, and draws of random
numbers, counted.`,

  measure: ({ runtimes, programs }) =>
    inEach(
      runtimes,
      (runtime) => runtime.measure(programs, { what: "counts" }),
    ),

  tell(told) {
    const rows = Object.keys(told[0]!.figures).map((name) => [
      name,
      ...told.map(({ figures }) => {
        const found = Object.entries(figures[name]!)
          .filter(([, count]) => count > 0)
          .map(([what, count]) => `${what}: ${count}`);
        return found.join(", ") || "nothing";
      }),
    ]);
    return `${toTable(["", ...told.map(({ runtime }) => runtime)], rows)}\n`;
  },
};
