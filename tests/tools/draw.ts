import * as Plot from "npm:@observablehq/plot@0.6.17";
import { parseHTML } from "npm:linkedom@0.18.15";

export const INK = "#1f2328";
export const PALE = "#59636e";
export const OURS = "#0969da";
export const THEIRS = "#bc4c00";

/** What a color means. */
export interface Key {
  readonly text: string;
  readonly color: string;
}

/**
 * Draws a chart as a picture of its own.
 *
 * @param title Its title.
 * @param yLabel What its height tells.
 * @param options What Plot draws.
 * @param keys What the colors mean, where that is not written beside them.
 */
export function draw(
  title: string,
  yLabel: string,
  options: Plot.PlotOptions,
  keys: readonly Key[] = [],
): string {
  // deno-lint-ignore no-explicit-any -- Deno has no types of the DOM
  const { document }: any = parseHTML("<html></html>");
  const svg = Plot.plot({
    marginTop: 80,
    ...options,
    document,
    y: { ...options.y, label: null },
    width: 880,
    marginLeft: 60,
    marginBottom: 50,
    ariaLabel: title,
    style: { color: INK, font: "13px system-ui, sans-serif" },
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.insertAdjacentHTML(
    "afterbegin",
    '<rect width="100%" height="100%" fill="white" />',
  );
  svg.insertAdjacentHTML(
    "beforeend",
    `<g text-anchor="start">
<text x="16" y="30" font-size="18" font-weight="bold">${title}</text>
<text x="16" y="58">↑ ${yLabel}</text>
${toLegend(keys)}</g>`,
  );
  return `${svg.outerHTML}\n`;
}

function toLegend(keys: readonly Key[]): string {
  if (keys.length === 0) return "";
  const spans = keys.map(({ text, color }, num) =>
    `<tspan fill="${color}" font-weight="bold"${
      num > 0 ? ' dx="20"' : ""
    }>${text}</tspan>`
  );
  return `<text x="16" y="84">${spans.join("")}</text>\n`;
}
