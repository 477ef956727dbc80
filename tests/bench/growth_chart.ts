import * as Plot from "npm:@observablehq/plot@0.6.17";
import { draw, OURS, THEIRS } from "../tools/draw.ts";
import { median } from "./figures.ts";
import type { Line } from "./growth.ts";
import type { Told } from "./section.ts";

// In the order of the lines. The first is as wide as to be seen below the second.
const STYLES = [
  { text: "retry, without a signal", color: "#80b9f5", width: 9 },
  { text: "retry", color: OURS, width: 2 },
  { text: "hand-written loop", color: THEIRS, width: 2 },
  { text: "p-retry", color: "#8250df", width: 2 },
  { text: "cockatiel", color: "#1a7f37", width: 2 },
];
const DECADES = [1, 10, 100, 1_000, 10_000, 100_000];
const LABELED = [1, 100, 10_000];
const SECONDS = [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1];

/** Draws how long ever more calls take, in each runtime. */
export function drawGrowth(told: readonly Told<readonly Line[]>[]): string {
  const points = told.flatMap(({ runtime, figures }) =>
    figures.flatMap(({ points }, num) =>
      points.map(({ calls, ns }) => ({
        ...STYLES[num]!,
        runtime,
        calls,
        seconds: calls * median(ns) / 1e9,
      }))
    )
  );
  const place = { fx: "runtime", x: "calls", y: "seconds" };
  const lines = STYLES.map(({ text, color, width }) =>
    Plot.line(points.filter((point) => point.text === text), {
      ...place,
      stroke: color,
      strokeWidth: width,
      strokeLinecap: "round",
    })
  );

  return draw(
    "Calls that all wait for a retry, on one signal",
    "time of all calls together, without the wait",
    {
      height: 480,
      marginTop: 130,
      x: {
        type: "log",
        label: "calls at once",
        ticks: LABELED,
        tickFormat: toCount,
      },
      y: { type: "log", ticks: SECONDS, tickFormat: toUnit },
      fx: {
        label: null,
        padding: 0.1,
        domain: told.map(({ runtime }) => runtime),
      },
      marks: [
        Plot.gridX({ ticks: DECADES }),
        Plot.gridY({ ticks: SECONDS }),
        ...lines,
      ],
    },
    STYLES,
  );
}

function toCount(calls: number): string {
  return calls < 1_000 ? `${calls}` : `${calls / 1_000}k`;
}

function toUnit(seconds: number): string {
  if (seconds >= 1) return `${seconds} s`;
  return seconds >= 1e-3
    ? `${Math.round(seconds * 1e3)} ms`
    : `${Math.round(seconds * 1e6)} µs`;
}
