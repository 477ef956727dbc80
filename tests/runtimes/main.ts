// Runs the conformance suite in every runtime, and prints a table.
//
// A runtime that is not installed is skipped, unless `REQUIRE_TOOLS` is set. In
// that case, the versions must also be those that docs/README.md promises.
import { bundle } from "../tools/bundle.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { serveFaults } from "./faults.ts";
import { runtimes, type Setup } from "./runtimes.ts";
import { casesWith } from "./suite.ts";

const isStrict = Deno.env.has("REQUIRE_TOOLS");

await install();
await using folder = await tempDir();
await using faults = await serveFaults();
const setup = { faults: faults.url, ...await bundleInto(folder.path) };
const total = Object.keys(casesWith(setup.faults)).length;
const problems: string[] = [];
const rows: string[][] = [["Runtime", "Version", "Cases", "Time"]];
for (const [name, run] of Object.entries(runtimes)) {
  const start = Date.now();
  const outcome = await run(setup);
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

print(rows);
if (isStrict) problems.push(...await compareWithDocs(rows.slice(1)));
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exitCode = 1;

async function bundleInto(folder: string): Promise<Omit<Setup, "faults">> {
  const source = (name: string) =>
    new URL(`./${name}.ts`, import.meta.url).pathname;
  const bundles = {
    console: `${folder}/console.mjs`,
    worker: `${folder}/worker.js`,
    script: `${folder}/script.js`,
  };
  await bundle(
    source("adapters/console"),
    bundles.console,
    "--format=esm",
    "--platform=node",
  );
  await bundle(
    source("adapters/worker"),
    bundles.worker,
    "--format=esm",
    "--external:node:*",
  );
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

/** Finds the versions that are not those of the table in the documentation. */
async function compareWithDocs(rows: string[][]): Promise<string[]> {
  const docs = (await Deno.readTextFile("docs/README.md")).split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const table = docs.slice(docs.findIndex((row) => row[2] === "Version"));
  return rows.flatMap(([name = "", ran = ""]) => {
    const said = table.find((row) => row[1] === name)?.[2] ?? "nothing";
    // Browsers come from the system, which updates them.
    const isSaid = ["Chromium", "Firefox"].includes(name)
      ? parseInt(ran) >= parseInt(said)
      : ran === said;
    return isSaid ? [] : [`${name} is ${ran}, but docs/README.md says ${said}`];
  });
}
