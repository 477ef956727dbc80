import { toTable } from "../../simulation/table.ts";
import { median, toRatio, toTime } from "../figures.ts";
import { PEERS } from "../peers.ts";
import { hasStd } from "../programs.ts";
import { inEach, type Section, type Told, withConsole } from "../section.ts";
import type { Waiting } from "../waiting.ts";

/** What calls weigh, under their names. */
export type Weights = Readonly<Record<string, readonly Waiting[]>>;

const WITH_SIGNAL = "**retry**, all with one signal";
const CALLS = 100_000;
// Peers take long, and are only there to compare with.
const ROUNDS = 3;
const ROUNDS_OF_PEERS = 1;

/** What a call weighs that waits for its first retry. */
export const WAITING: Section<Told<Weights>[]> = {
  title: "100,000 calls that wait for their first retry",
  about:
    `The bytes on the heap that each call holds, and the time that it took to
start, each in a process of its own.`,

  measure(bench) {
    const peers = Object.keys(PEERS)
      .filter((name) => hasStd || name !== "@std/async");
    const names = [
      "hand-written loop",
      "bare `setTimeout` promise",
      "**retry**",
      WITH_SIGNAL,
      ...peers,
    ];
    return inEach(withConsole(bench), async (runtime) => {
      const weights: Record<string, Waiting[]> = {};
      for (let round = 0; round < ROUNDS; round++) {
        for (const name of names) {
          if (round >= ROUNDS_OF_PEERS && peers.includes(name)) continue;
          const found = await runtime.measure<Waiting>(bench.programs, {
            what: "waiting",
            who: name === WITH_SIGNAL ? "**retry**" : name,
            calls: CALLS,
            signal: name === WITH_SIGNAL,
          });
          (weights[name] ??= []).push(found);
        }
      }
      return weights;
    });
  },

  tell(told) {
    const rows = Object.keys(told[0]!.figures).map((name) => [
      name,
      ...told.map(({ figures }) => {
        const bytes = median(figures[name]!.map(({ bytes }) => bytes));
        const ns = figures[name]!.map(({ ns }) => ns);
        const limits = figures["hand-written loop"]!.map(({ ns }) => ns);
        return `${bytes.toFixed()} B, ${toTime(median(ns))} (${
          toRatio(ns, limits)
        })`;
      }),
    ]);
    return `${toTable(["", ...told.map(({ runtime }) => runtime)], rows)}\n`;
  },
};
