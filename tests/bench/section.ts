import type { Programs } from "./programs.ts";
import type { Runtime } from "./runtimes.ts";

/** What there is to measure with. */
export interface Bench {
  readonly runtimes: readonly Runtime[];
  readonly programs: Programs;
  /** A folder for programs of one's own. */
  readonly folder: string;
}

/** A part of the results. */
export interface Section<Figures> {
  readonly title: string;
  readonly about: string;
  measure(bench: Bench): Promise<Figures>;
  /** Puts the figures into Markdown. */
  tell(figures: Figures): string;
}

/** What one runtime has to tell. */
export interface Told<Figures> {
  readonly runtime: string;
  readonly figures: Figures;
}

/** Has each runtime measure, one after the other. */
export async function inEach<Figures>(
  runtimes: readonly Runtime[],
  measure: (runtime: Runtime) => Promise<Figures>,
): Promise<Told<Figures>[]> {
  const told: Told<Figures>[] = [];
  for (const runtime of runtimes) {
    told.push({ runtime: runtime.name, figures: await measure(runtime) });
  }
  return told;
}

/** Those whose heap can be weighed, and that tell what they have worked. */
export function withConsole({ runtimes }: Bench): Runtime[] {
  return runtimes.filter(({ hasConsole }) => hasConsole);
}
