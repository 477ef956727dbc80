import { toTable } from "../../simulation/table.ts";
import { median, toTime } from "../figures.ts";
import { type Line, toSlope } from "../growth.ts";
import { inEach, type Section, type Told, withConsole } from "../section.ts";

/** Whether many calls at once cost more each than few. */
export const GROWTH: Section<Told<Line[]>[]> = {
  title: "From one call to 100,000 at once",
  about:
    `Time of each call, which fails, waits a moment and succeeds, without the
wait. All share the turns of the event loop, which one call has to pay alone. The
slope is that of the line from 100 calls on, on paper where both scales are
logarithmic: 1 means that twice the calls take twice the time. Those that add a listener for
each call are not tried with 100,000, which would take minutes.

![All calls at once, and the time that they take](growth.svg)`,

  measure: (bench) =>
    inEach(
      withConsole(bench),
      (runtime) => runtime.measure(bench.programs, { what: "growth" }),
    ),

  tell: (told) =>
    told.map(({ runtime, figures }) => {
      const counts = figures[0]!.points.map(({ calls }) => calls);
      const rows = figures.map(({ name, points }) => [
        name,
        ...counts.map((_, num) => {
          const point = points[num];
          return point ? toTime(median(point.ns)) : "–";
        }),
        toSlope(points).toFixed(2),
      ]);
      const head = counts.map((calls) => calls.toLocaleString("en-US"));
      return `${toTable([runtime, ...head, "slope"], rows)}\n`;
    }).join("\n"),
};
