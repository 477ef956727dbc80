import * as Plot from "npm:@observablehq/plot@0.6.17";
import { draw, OURS, PALE, THEIRS } from "../tools/draw.ts";
import { OUTAGE, type Outage, START } from "./outage.ts";
import type { Results } from "./scenarios.ts";
import { BINS_PER_SECOND } from "./server.ts";

const SHADE = "#eff2f5";
const STEPS = { x: "time", y: "requests", curve: "step-after" } as const;

/** Draws the first seconds of the herds, side by side. */
export function drawHerds({ herds }: Results): string {
  const seconds = 6;
  const columns = 4;
  const panels = herds
    .filter(({ formula }) => formula.isDrawn)
    .map(({ formula, herd }, num) => ({
      name: formula.name,
      peak: `at most ${herd.retries.peak.toLocaleString("en-US")}`,
      color: num === 0 ? OURS : THEIRS,
      fx: num % columns,
      fy: Math.floor(num / columns),
      counts: herd.retries.counts.slice(0, seconds * BINS_PER_SECOND),
    }));
  const points = panels.flatMap(({ counts, ...panel }) =>
    counts.map((requests, bin) => ({
      ...panel,
      requests,
      time: bin / BINS_PER_SECOND,
    }))
  );
  const panel = { fx: "fx", fy: "fy" };
  const note = { ...panel, frameAnchor: "top-right" } as const;

  return draw("10,000 calls that fail at the same moment", "retries in 0.1 s", {
    height: 460,
    x: { label: "seconds after it", ticks: [0, 2, 4], tickFormat: "d" },
    y: { domain: [0, 15_000], ticks: [0, 5_000, 10_000], grid: true },
    fx: { axis: null, padding: 0.1 },
    fy: { axis: null, padding: 0.1 },
    marks: [
      Plot.areaY(points, { ...panel, ...STEPS, fill: "color" }),
      Plot.ruleY([0], { stroke: PALE }),
      Plot.text(panels, { ...note, text: "name", fontWeight: "bold" }),
      Plot.text(panels, { ...note, text: "peak", fill: "color", dy: 18 }),
    ],
  });
}

/** Draws the load in an outage, without a budget and with one. */
export function drawOutage({ without, withBudget }: Results): string {
  const from = -10;
  const to = OUTAGE + 30;
  const top = 2_000;
  const curve = (
    name: string,
    { load, amplification }: Outage,
    color: string,
    y: number,
  ) => {
    const points = load.counts
      .map((requests, second) => ({ requests, time: second - START }))
      .filter(({ time }) => time >= from && time < to);
    const text = `${name}: ${amplification.toFixed(2)} requests a call`;
    return [
      Plot.areaY(points, { ...STEPS, fill: color, fillOpacity: 0.12 }),
      Plot.lineY(points, { ...STEPS, stroke: color, strokeWidth: 2 }),
      Plot.text([{ x: OUTAGE / 2, y, text }], {
        x: "x",
        y: "y",
        text: "text",
        fill: color,
        fontWeight: "bold",
      }),
    ];
  };

  const title = "A server that is down for a minute, at 200 calls a second";
  return draw(title, "requests in 1 s", {
    height: 400,
    x: { label: "seconds after it went down", ticks: 10 },
    y: { domain: [0, top], ticks: 5 },
    marks: [
      Plot.rect([0], { x1: 0, x2: OUTAGE, y1: 0, y2: top, fill: SHADE }),
      Plot.gridY({ ticks: 5 }),
      curve("without a budget", without, THEIRS, 1_000),
      curve("with a budget", withBudget, OURS, 100),
      Plot.ruleY([0], { stroke: PALE }),
    ],
  });
}
