// What is measured of calls, and how it is told, in Markdown.
import { toTable } from "../simulation/table.ts";
import { median, toDigits, toRatio, toTime } from "./figures.ts";
import { type Growth, toSlope } from "./growth.ts";
import { PEERS } from "./peers.ts";
import type { Task } from "./program.ts";
import { hasStd, type Programs } from "./programs.ts";
import type { Runtime } from "./runtimes.ts";
import type { Signal } from "./signal.ts";
import type { Times } from "./time.ts";
import type { Waiting } from "./waiting.ts";

const OURS = "**retry**";
const BY_HAND = "hand-written loop";
const STD = hasStd ? ["@std/async"] : [];
const CALLS = 100_000;
const ROUNDS = 3;

/** How long calls take, in turns with a limit to compare them with. */
export async function times(
  runtimes: readonly Runtime[],
  programs: Programs,
): Promise<string> {
  const results: Times[][] = [];
  for (const runtime of runtimes) {
    results.push(await runtime.measure(programs, { what: "time" }));
  }
  const head = ["", ...runtimes.map(({ name }) => name)];
  // All run the same scenarios, but workerd has not got every peer.
  return results[0]!.map(({ title, cases }, scenario) => {
    const rows = cases.map(({ name }) => [
      name,
      ...results.map((times) => {
        const { cases } = times[scenario]!;
        const { ns = [] } = cases.find((found) => found.name === name) ?? {};
        if (ns.length === 0) return "–";
        return `${toTime(median(ns))} (${toRatio(ns, cases[0]!.ns)})`;
      }),
    ]);
    return `### ${title}\n\n${toTable(head, rows)}\n`;
  }).join("\n");
}

/** What a call weighs that waits for its first retry. */
export async function waiting(
  runtimes: readonly Runtime[],
  programs: Programs,
): Promise<string> {
  const peers = Object.keys(PEERS).filter((name) => name !== "@std/async");
  const tasks: Task[] = [
    BY_HAND,
    "bare `setTimeout` promise",
    OURS,
    ...peers,
    ...STD,
  ].map((who) => ({ what: "waiting", who, calls: CALLS }));
  tasks.push({ what: "waiting", who: OURS, calls: CALLS, signal: true });
  const rows = tasks.map((task) => [nameOf(task)]);
  const weighing = runtimes.filter(({ hasConsole }) => hasConsole);
  for (const runtime of weighing) {
    const results = tasks.map(() => [] as Waiting[]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, task] of tasks.entries()) {
        results[index]!.push(await runtime.measure(programs, task));
      }
    }
    const limits = results[0]!.map(({ ns }) => ns);
    for (const [index, found] of results.entries()) {
      const bytes = median(found.map(({ bytes }) => bytes));
      const ns = found.map(({ ns }) => ns);
      rows[index]!.push(
        `${bytes.toFixed()} B, ${toTime(median(ns))} (${toRatio(ns, limits)})`,
      );
    }
  }
  return `${toTable(["", ...weighing.map(({ name }) => name)], rows)}\n`;
}

/** Whether many calls at once cost more each than few. */
export async function growth(
  runtimes: readonly Runtime[],
  programs: Programs,
): Promise<string> {
  const tasks: Task[] = [
    { what: "growth", who: OURS, calls: CALLS },
    { what: "growth", who: OURS, calls: CALLS, signal: true },
    // Ten times as many would take minutes with a listener for each.
    ...[BY_HAND, "p-retry", "cockatiel"].map((who): Task => ({
      what: "growth",
      who,
      calls: CALLS / 10,
      signal: true,
    })),
  ];
  const counts = Array.from({ length: 6 }, (_, power) => 10 ** power);
  const parts: string[] = [];
  for (const runtime of runtimes.filter(({ hasConsole }) => hasConsole)) {
    const rows: string[][] = [];
    for (const task of tasks) {
      const grown = await runtime.measure<Growth[]>(programs, task);
      const slope = toSlope(grown);
      if (task.who === OURS && (slope < 0.8 || slope > 1.2)) {
        throw new Error(`${nameOf(task)}: the slope is ${slope}`);
      }
      const cells = counts.map((calls) => {
        const point = grown.find((point) => point.calls === calls);
        return point ? toTime(point.ns) : "–";
      });
      rows.push([nameOf(task), ...cells, slope.toFixed(2)]);
    }
    const head = counts.map((calls) => calls.toLocaleString("en-US"));
    parts.push(`${toTable([runtime.name, ...head, "slope"], rows)}\n`);
  }
  return parts.join("\n");
}

/** What calls leave behind on a signal that lives on. */
export async function signals(
  runtimes: readonly Runtime[],
  programs: Programs,
): Promise<string> {
  const weighing = runtimes.filter(({ hasConsole }) => hasConsole);
  const rows: string[][] = [];
  for (const who of [OURS, BY_HAND, "p-retry", "cockatiel", ...STD]) {
    const row = [who];
    for (const runtime of weighing) {
      const task: Task = { what: "signal", who, calls: 2 * CALLS };
      // Not everything runs everywhere.
      const found = await runtime.measure<Signal>(programs, task)
        .catch(() => undefined);
      if (who === OURS && (found?.most !== 1 || found.left !== 0)) {
        throw new Error(`${runtime.name}: the listeners are too many`);
      }
      row.push(
        found
          ? `${found.most}, ${found.left}, ${toDigits(found.bytes)} B`
          : "–",
      );
    }
    rows.push(row);
  }
  return `${toTable(["", ...weighing.map(({ name }) => name)], rows)}\n`;
}

function nameOf({ who, signal }: Task): string {
  return `${who}${signal ? ", all with one signal" : ""}`;
}
