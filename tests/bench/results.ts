// The figures of all sections, in `results.json`, and what is made of them.
import { fileURLToPath } from "node:url";
import { outputOf } from "../tools/command.ts";
import { tellGoals } from "./goals.ts";
import { drawGrowth } from "./growth_chart.ts";
import { tellHead } from "./head.ts";
import type { Section } from "./section.ts";
import { tellSummary } from "./summary.ts";
import { type Name, type Results, SECTIONS } from "./sections.ts";

/** The names of all sections. */
export const NAMES = Object.keys(SECTIONS) as Name[];

/** Reads the figures that were measured so far. */
export async function readResults(): Promise<Results> {
  try {
    return JSON.parse(await Deno.readTextFile(toUrl("results.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Writes the figures, the page that tells them, and the chart. */
export async function writeResults(results: Results): Promise<void> {
  const names = NAMES.filter((name) => name in results);
  // A line for each section, so that a change shows which were measured.
  const lines = names.map((name) =>
    `"${name}":${JSON.stringify(results[name], toSixDigits)}`
  );
  await write("results.json", `{\n${lines.join(",\n")}\n}\n`);

  const parts = names.map((name) => tell(name, results));
  const page = [
    await tellHead(),
    tellSummary(results),
    ...parts,
    tellGoals(results),
  ].join("\n");
  await write("results.md", page);
  await outputOf(Deno.execPath(), ["fmt", fileURLToPath(toUrl("results.md"))]);

  if (results.growth) await write("growth.svg", drawGrowth(results.growth));
}

/** Puts a section into Markdown. */
export function tell(name: Name, results: Results): string {
  const { title, about, tell } = SECTIONS[name] as Section<unknown>;
  return `## ${title}\n\n${about}\n\n${tell(results[name])}`;
}

function toSixDigits(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}

function write(name: string, text: string): Promise<void> {
  return Deno.writeTextFile(toUrl(name), text);
}

function toUrl(name: string): URL {
  return new URL(name, import.meta.url);
}
