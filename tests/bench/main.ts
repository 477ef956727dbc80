// Measures this package and its peers in every runtime, and writes `results.md`.
//
// With names of sections, such as `sizes`, it measures only these, and writes
// nothing. With `compare <folder> [runtime]`, it measures this package and another
// checkout of it in turns. `@std/async` takes part if the environment variable
// `STD` is the folder of a checkout of the Deno standard library.
import { cpus } from "node:os";
import { outputOf } from "../tools/command.ts";
import { install, NPM } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { imports, sizes } from "./imports.ts";
import { PEERS } from "./peers.ts";
import {
  bundleComparison,
  bundlePeers,
  type Programs,
  versionOfStd,
} from "./programs.ts";
import { findRuntimes, type Runtime } from "./runtimes.ts";
import { growth, signals, times, waiting } from "./sections.ts";

type Section = (
  runtimes: readonly Runtime[],
  programs: Programs,
  folder: string,
) => Promise<string> | string;

const SECTIONS: Record<
  string,
  { title: string; about: string; tell: Section }
> = {
  times: {
    title: "Time",
    about:
      `Of the processor; in workerd, which does not tell it, of the clock. Each is
the median of several rounds. In each round, all rows were measured one after the
other, and the ratio is the median of their ratios to the first row.`,
    tell: times,
  },
  waiting: {
    title: "100,000 calls that wait for their first retry",
    about:
      `The bytes on the heap that each call holds, and the time that it took to
start, each in a process of its own.`,
    tell: waiting,
  },
  growth: {
    title: "From one call to 100,000 at once",
    about:
      `Time of each call, which fails, waits a moment and succeeds, without the
wait. The slope is that of the line on paper where both scales are logarithmic:
1 means that twice the calls take twice the time.`,
    tell: growth,
  },
  signals: {
    title: "200,000 calls that fail once, on one signal that lives on",
    about:
      `The most listeners that it had, the listeners that are left, and the bytes
that each call has left behind. 1,000 calls are made at once.`,
    tell: signals,
  },
  sizes: {
    title: "Size in a bundle",
    about: "Bundled with esbuild.",
    tell: sizes,
  },
  imports: {
    title: "Time to import",
    about: "The whole run of a fresh process.",
    tell: imports,
  },
};

await install();
await using folder = await tempDir();
const runtimes = await findRuntimes();
const names = runtimes.map(({ name }) => name).join(", ");
console.error(`Measuring in ${names}`);

const [command, ...args] = Deno.args;
if (command === "compare") await compare(args);
else await measure(Deno.args);

async function compare([checkout = "", only = ""]: string[]): Promise<void> {
  const programs = await bundleComparison(folder.path, checkout);
  const chosen = runtimes.filter(({ name }) => name.includes(only));
  console.log(await times(chosen, programs));
}

async function measure(only: string[]): Promise<void> {
  const programs = await bundlePeers(folder.path);
  const parts = [await head()];
  for (const [name, { title, about, tell }] of Object.entries(SECTIONS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const figures = await tell(runtimes, programs, folder.path);
    const part = `## ${title}\n\n${about}\n\n${figures}`;
    console.log(part);
    parts.push(part);
  }
  if (only.length > 0) return;
  const results = new URL("results.md", import.meta.url).pathname;
  await Deno.writeTextFile(results, parts.join("\n"));
  await outputOf(Deno.execPath(), ["fmt", results]);
}

async function head(): Promise<string> {
  const { dependencies } = JSON.parse(
    await Deno.readTextFile(`${NPM}package.json`),
  );
  const versions = { ...dependencies, ...await versionOfStd() };
  const peers = Object.entries(PEERS)
    .filter(([name]) => name in versions)
    .map(([name, lacks]) => `- ${name} ${versions[name]}: ${lacks}.`);
  return `# Results

Of one run of \`deno task bench\`, on ${cpus().length} cores (${
    cpus()[0]!.model
  }) that other programs shared: only ratios say something. What is in bold is
this package. It has a deadline in every table, unless a row denies it.

Each peer is set up as much like the others as it allows: at most 10 attempts,
waits that double, and jitter. What is not alike:

${peers.join("\n")}
`;
}
