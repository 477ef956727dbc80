// Measures this package and its peers in every runtime, and writes `results.md`.
//
// With names of sections, such as `sizes`, it measures only these, and leaves the
// others as they are. With `compare <folder> [runtime]`, it measures this package
// and another checkout of it in turns. `@std/async` takes part if the environment
// variable `STD` is the folder of a checkout of the Deno standard library.
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { bundleComparison, bundlePeers } from "./programs.ts";
import { NAMES, readResults, tell, writeResults } from "./results.ts";
import { findRuntimes } from "./runtimes.ts";
import { type Name, SECTIONS } from "./sections.ts";
import { TIMES } from "./sections/times.ts";

await install();
await using folder = await tempDir();
const runtimes = await findRuntimes();
const found = runtimes.map(({ name }) => name).join(", ");
console.error(`Measuring in ${found}`);

const [command, ...args] = Deno.args;
if (command === "compare") await compare(args);
else await measure(Deno.args.length > 0 ? Deno.args : NAMES);

async function compare([checkout = "", only = ""]: string[]): Promise<void> {
  const programs = await bundleComparison(folder.path, checkout);
  const chosen = runtimes.filter(({ name }) => name.includes(only));
  const bench = { runtimes: chosen, programs, folder: folder.path };
  console.log(TIMES.tell(await TIMES.measure(bench)));
}

async function measure(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in SECTIONS));
  if (unknown) throw new Error(`There is no '${unknown}', but ${NAMES}`);
  const programs = await bundlePeers(folder.path);
  const bench = { runtimes, programs, folder: folder.path };
  for (const name of names as Name[]) {
    const figures = await SECTIONS[name].measure(bench);
    const results = { ...await readResults(), [name]: figures };
    await writeResults(results);
    console.log(tell(name, results));
  }
}
