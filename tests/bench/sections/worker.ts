import { inEach, type Section, type Told } from "../section.ts";

/** The requests that were made, and those that were served. */
export interface Served {
  readonly made: number;
  readonly served: number;
}

/** Whether a Worker can make its policy once, where it is loaded. */
export const WORKER: Section<Told<Served>[]> = {
  title: "A policy made where a Worker is loaded",
  about: "Each request fails once, and 100 are made at once.",

  measure: ({ runtimes, programs }) =>
    inEach(
      runtimes.filter(({ hasConsole }) => !hasConsole),
      (runtime) => runtime.measure(programs, { what: "requests" }),
    ),

  tell: (told) =>
    told.map(({ runtime, figures: { made, served } }) =>
      `${runtime}: ${served.toLocaleString("en-US")} of ${
        made.toLocaleString("en-US")
      } requests were served.\n`
    ).join("\n"),
};
