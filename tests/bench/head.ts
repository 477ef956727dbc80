import { cpus } from "node:os";
import { NPM } from "../tools/npm.ts";
import { PEERS } from "./peers.ts";
import { versionOfStd } from "./programs.ts";

/** What holds for all results, in Markdown. */
export async function tellHead(): Promise<string> {
  const { dependencies } = JSON.parse(
    await Deno.readTextFile(`${NPM}package.json`),
  );
  const versions = { ...dependencies, ...await versionOfStd() };
  const peers = Object.entries(PEERS)
    .filter(([name]) => name in versions)
    .map(([name, lacks]) => `- ${name} ${versions[name]}: ${lacks}.`);
  return `# Results

Of \`deno task bench\`, on ${cpus().length} cores (${
    cpus()[0]!.model
  }) that other programs shared: only ratios say something. Each section is of one
run, and the [last one](#goals) tells what is made of them. What is in bold is
this package. It has a deadline in every table, unless a row denies it.

Each peer is set up as much like the others as it allows: at most 10 attempts,
waits that double, and jitter. What is not alike:

${peers.join("\n")}
`;
}
