import { toTable } from "../../simulation/table.ts";
import { toDigits } from "../figures.ts";
import { hasStd } from "../programs.ts";
import { inEach, type Section, type Told, withConsole } from "../section.ts";
import type { Signal } from "../signal.ts";

/** What calls leave behind, under their names; `null` if they fail there. */
export type Rests = Readonly<Record<string, Signal | null>>;

const CALLS = 200_000;

/** What calls leave behind on a signal that lives on. */
export const SIGNALS: Section<Told<Rests>[]> = {
  title: "200,000 calls that fail once, on one signal that lives on",
  about:
    `The most listeners that it had, the listeners that are left, and the bytes
that each call has left behind. 1,000 calls are made at once.`,

  measure(bench) {
    const names = [
      "**retry**",
      "hand-written loop",
      "p-retry",
      "cockatiel",
      ...hasStd ? ["@std/async"] : [],
    ];
    return inEach(withConsole(bench), async (runtime) => {
      const rests: Record<string, Signal | null> = {};
      for (const who of names) {
        // Not everything runs everywhere.
        rests[who] = await runtime.measure<Signal>(bench.programs, {
          what: "signal",
          who,
          calls: CALLS,
        }).catch(() => null);
      }
      return rests;
    });
  },

  tell(told) {
    const rows = Object.keys(told[0]!.figures).map((name) => [
      name,
      ...told.map(({ figures }) => {
        const rest = figures[name];
        if (!rest) return "–";
        return `${rest.most}, ${rest.left}, ${toDigits(rest.bytes)} B`;
      }),
    ]);
    return `${toTable(["", ...told.map(({ runtime }) => runtime)], rows)}\n`;
  },
};
