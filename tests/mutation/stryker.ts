import { NPM } from "../tools/npm.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

const STRYKER = `${NPM}node_modules/@stryker-mutator/core/bin/stryker.js`;
// Each process runs one mutant at a time, and waits for a part of it: one more
// than there are cores in CI.
const PROCESSES = 3;
// The scripts of the property tests. The same ones each time, so that a mutant
// does not survive now and then.
const PROPERTIES = { PROPERTY_RUNS: "300", PROPERTY_SEED: "1" };

/**
 * Makes mutants, and runs the tests with each.
 *
 * @param files Which files or folders to change; if there are none, all of `src/`.
 * @param folder For temporary files.
 */
export async function mutate(
  files: readonly string[],
  folder: string,
): Promise<Mutant[]> {
  const config = `${folder}/stryker.json`;
  const report = `${folder}/report.json`;
  // What `with_std.ts` has chosen for the packages of @std.
  const denoConfig = "deno.linked.json";
  const host = [
    Deno.execPath(),
    "run",
    "-A",
    "--no-check",
    // An endless loop may need all the memory there is.
    "--v8-flags=--max-old-space-size=512",
    `--config=${denoConfig}`,
    "tests/mutation/host.ts",
  ];

  const options = {
    mutate: files.length > 0 ? files.map(toPattern) : ["src/**/*.ts"],
    // What is copied to the folder in which the tests run.
    ignorePatterns: [
      "**",
      `!${denoConfig}`,
      "!deno.linked.lock",
      "!mod.ts",
      "!src/**",
      "!tests/**",
      "**/node_modules",
    ],
    tempDirName: `${folder}/sandbox`,
    plugins: [`${NPM}deno_runner.mjs`],
    testRunner: "deno",
    coverageAnalysis: "perTest",
    concurrency: PROCESSES,
    // The test runner has limits of its own, which are shorter.
    timeoutMS: 300_000,
    reporters: ["progress-append-only", "json"],
    jsonReporter: { fileName: report },
    disableTypeChecks: false,
    warnings: false,
    logLevel: "warn",
  };
  await Deno.writeTextFile(config, JSON.stringify(options));
  const { success } = await new Deno.Command("node", {
    args: [STRYKER, "run", config],
    env: { ...PROPERTIES, MUTATION_HOST: JSON.stringify(host) },
  }).spawn().status;
  if (!success) throw new Error("StrykerJS failed");
  return mutantsOf(JSON.parse(await Deno.readTextFile(report)));
}

function toPattern(path: string): string {
  return path.endsWith(".ts") ? path : `${path}/**/*.ts`;
}
