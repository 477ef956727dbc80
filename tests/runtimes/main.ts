// Runs the conformance suite in every runtime, and prints a table.
//
// A runtime that is not installed is skipped, unless `REQUIRE_TOOLS` is set. In
// that case, the versions must also be those that the README promises.
import { bundle } from "../tools/bundle.ts";
import { install } from "../tools/npm.ts";
import { type Bundles, runtimes } from "./runtimes.ts";
import { cases } from "./suite.ts";

const isStrict = Deno.env.has("REQUIRE_TOOLS");
const total = Object.keys(cases).length;

await install();
const folder = await Deno.makeTempDir();
const problems: string[] = [];
const rows: string[][] = [["Runtime", "Version", "Cases", "Time"]];
try {
  const bundles = await bundleInto(folder);
  for (const [name, run] of Object.entries(runtimes)) {
    const start = Date.now();
    const outcome = await run(bundles);
    if (outcome === undefined) {
      rows.push([name, "not installed", "", ""]);
      problems.push(...(isStrict ? [`${name} is not installed`] : []));
      continue;
    }
    const { version, passed, failures } = outcome;
    const seconds = (Date.now() - start) / 1_000;
    rows.push([name, version, `${passed} of ${total}`, `${seconds} s`]);
    problems.push(...failures.map((failure) => `${name}: ${failure}`));
    if (passed + failures.length < total) {
      problems.push(`${name} has not run every case`);
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

print(rows);
if (isStrict) problems.push(...await compareWithReadme(rows.slice(1)));
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exit(1);

async function bundleInto(folder: string): Promise<Bundles> {
  const source = (name: string) =>
    new URL(`./${name}.ts`, import.meta.url).pathname;
  const bundles = {
    console: `${folder}/console.mjs`,
    worker: `${folder}/worker.js`,
    script: `${folder}/script.js`,
  };
  await bundle(source("adapters/console"), bundles.console, "--format=esm");
  await bundle(source("adapters/worker"), bundles.worker, "--format=esm");
  await bundle(source("suite"), bundles.script, "--global-name=suite");
  return bundles;
}

function print(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  for (const row of rows) {
    console.log(
      row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "),
    );
  }
}

/** Finds the versions that are not those of the table in the README. */
async function compareWithReadme(rows: string[][]): Promise<string[]> {
  const readme = (await Deno.readTextFile("README.md")).split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const table = readme.slice(readme.findIndex((row) => row[2] === "Version"));
  return rows.flatMap(([name = "", ran = ""]) => {
    const said = table.find((row) => row[1] === name)?.[2] ?? "nothing";
    // Chromium comes from the system, which updates it.
    const isSaid = name === "Chromium"
      ? parseInt(ran) >= parseInt(said)
      : ran === said;
    return isSaid ? [] : [`${name} is ${ran}, but the README says ${said}`];
  });
}
