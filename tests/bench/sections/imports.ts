import { toTable } from "../../simulation/table.ts";
import { median, toRatio, toTime } from "../figures.ts";
import { bundleText } from "../programs.ts";
import { inEach, type Section, type Told, withConsole } from "../section.ts";

/** How long processes ran, in nanoseconds. */
export interface Imports {
  readonly empty: number[];
  readonly everything: number[];
}

const ROUNDS = 21;

/** How much longer a process takes that imports the package. */
export const IMPORTS: Section<Told<Imports>[]> = {
  title: "Time to import",
  about: "The whole run of a fresh process.",

  async measure(bench) {
    const root = new URL("../../../mod.ts", import.meta.url).pathname;
    const { folder } = bench;
    const empty = await bundleText(folder, "empty", "");
    const all = await bundleText(folder, "all", `export * from "${root}";`);
    return inEach(withConsole(bench), async (runtime) => {
      const found: Imports = { empty: [], everything: [] };
      for (let round = 0; round < ROUNDS; round++) {
        found.empty.push(await elapsed(() => runtime.run(empty)));
        found.everything.push(await elapsed(() => runtime.run(all)));
      }
      return found;
    });
  },

  tell(told) {
    const rows = told.map(({ runtime, figures: { empty, everything } }) => [
      runtime,
      toTime(median(empty)),
      `${toTime(median(everything))} (${toRatio(everything, empty)})`,
    ]);
    return `${toTable(["", "an empty module", "everything"], rows)}\n`;
  },
};

async function elapsed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) * 1e6;
}
