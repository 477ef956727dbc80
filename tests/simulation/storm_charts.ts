import * as Plot from "npm:@observablehq/plot@0.6.17";
import { draw, OURS, PALE, THEIRS } from "../tools/draw.ts";
import { AFTER, BEFORE, type Outcome } from "./storm.ts";
import { DRAWN, type Outcomes, STORMS, STRATEGIES } from "./storms.ts";
import { WAIT } from "./strategies.ts";

const SHADE = "#eff2f5";
const COLUMNS = 4;
const FROM = -BEFORE;
const LASTS = STORMS.find(({ name }) => name === DRAWN)!.storm.lasts;

/** Draws the load of each strategy, second by second. */
export function drawStormLoad(outcomes: Outcomes): string {
  return drawPanels(outcomes, {
    title: "A service that is down for a minute: the load",
    yLabel: "requests, as a multiple of the calls",
    top: 18,
    ticks: [0, 5, 10, 15],
    toValues: ({ load }) => load,
    toNote: ({ amplification }) => `${amplification.toFixed(2)} a call`,
  });
}

/** Draws which calls are answered with each strategy, by when they begin. */
export function drawStormAnswers(outcomes: Outcomes): string {
  return drawPanels(outcomes, {
    title: "A service that is down for a minute: calls answered within 45 s",
    yLabel: "% of the calls that begin in a second",
    top: 150,
    ticks: [0, 50, 100],
    toValues: ({ answered }) => answered.map((share) => 100 * share),
    toNote: ({ answeredOfTrouble }) =>
      `${Math.round(100 * answeredOfTrouble)} % of the minute`,
  });
}

interface Panels {
  readonly title: string;
  readonly yLabel: string;
  readonly top: number;
  readonly ticks: number[];
  toValues(outcome: Outcome): readonly number[];
  toNote(outcome: Outcome): string;
}

function drawPanels(
  outcomes: Outcomes,
  { title, yLabel, top, ticks, toValues, toNote }: Panels,
): string {
  const panels = STRATEGIES.map(({ name }, num) => {
    const outcome = outcomes[DRAWN]![name]!;
    return {
      name,
      note: toNote(outcome),
      values: toValues(outcome),
      color: name === WAIT.name ? OURS : THEIRS,
      fx: num % COLUMNS,
      fy: Math.floor(num / COLUMNS),
    };
  });
  const points = panels.flatMap(({ values, ...panel }) =>
    values.map((value, second) => ({ ...panel, value, time: second + FROM }))
      .filter(({ time }) => time < LASTS + AFTER / 2)
  );
  const panel = { fx: "fx", fy: "fy" };
  const note = { ...panel, frameAnchor: "top-left", dx: 4 } as const;

  return draw(title, yLabel, {
    height: 460,
    x: { label: "seconds after it went down", ticks: [0, 30, 60] },
    y: { domain: [0, top], ticks, grid: true },
    fx: { axis: null, padding: 0.1 },
    fy: { axis: null, padding: 0.1 },
    marks: [
      Plot.rect(panels, {
        ...panel,
        x1: 0,
        x2: LASTS,
        y1: 0,
        y2: top,
        fill: SHADE,
      }),
      Plot.areaY(points, {
        ...panel,
        x: "time",
        y: "value",
        curve: "step-after",
        fill: "color",
      }),
      Plot.ruleY([0], { stroke: PALE }),
      Plot.text(panels, { ...note, text: "name", fontWeight: "bold" }),
      Plot.text(panels, { ...note, text: "note", fill: "color", dy: 18 }),
    ],
  });
}
