// What is printed about a soak.
import { toTable } from "../simulation/table.ts";
import type { Proxy } from "./proxy.ts";
import type { Report } from "./watch.ts";

/** How it went in one runtime. */
export interface Result {
  name: string;
  report: Report;
  proxy: Proxy;
}

/** Says how much was tried. */
export function sumUp(results: Result[]): string {
  const sum = (of: (result: Result) => number) =>
    results.reduce((total, result) => total + of(result), 0)
      .toLocaleString("en-US");
  return `${sum(({ report }) => report.calls)} calls made ` +
    `${sum(({ report }) => report.attempts)} attempts and ` +
    `met ${sum(({ proxy }) => proxy.spoiled)} faults`;
}

/** Makes the table of what happened, with a column for each runtime. */
export function tableOf(results: Result[]): string {
  const names = (of: (result: Result) => object) =>
    [...new Set(results.flatMap((result) => Object.keys(of(result))))].sort();
  const row = (
    title: string,
    of: (result: Result) => number | undefined,
  ) => [title, ...results.map((result) => Math.round(of(result) ?? 0))];
  const rows = [
    row("calls", ({ report }) => report.calls),
    row("attempts", ({ report }) => report.attempts),
    row("retries scheduled", ({ report }) => report.retries),
    ...names(({ report }) => report.ends).map((name) =>
      row(`ended: ${name}`, ({ report }) => report.ends[name])
    ),
    ...names(({ report }) => report.reasons).map((name) =>
      row(`reason: ${name}`, ({ report }) => report.reasons[name])
    ),
    ...names(({ proxy }) => proxy.faults).map((name) =>
      row(
        `fault: ${name}`,
        ({ proxy }) => proxy.faults[name as keyof Proxy["faults"]],
      )
    ),
    row("clock steps", ({ report }) => report.clockSteps),
    row("calls that gained time by one", ({ report }) => report.prolonged),
    row("most ms that a call gained", ({ report }) => report.gained),
    row("most ms after a deadline", ({ report }) => report.late),
    row("most ms after an abort", ({ report }) => report.lateAborts),
    row("most ms a bare timer was late", ({ report }) => report.lag),
    row("most ms overtaken by a bare timer", ({ report }) => report.overtaken),
  ];
  return toTable(["", ...results.map(({ name }) => name)], rows);
}
