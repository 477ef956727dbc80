// Provokes each failure with each client in each runtime, prints what
// `transientHttp` makes of it, and writes `results.md`. Fails if less than 95 % are
// right, if anything is retried that can never succeed, or if what is wrong is not
// exactly what `impossible.ts` lists.
//
// A runtime that is not installed is skipped, unless `REQUIRE_TOOLS` is set.
// `deno task clients got axios` runs these clients alone, and writes nothing.
import { bundle } from "../tools/bundle.ts";
import { type Console, consoles } from "../tools/consoles.ts";
import { outputOf } from "../tools/command.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { type Cell, isFalsePositive, isJudged, isRight } from "./cells.ts";
import { serveFaults } from "./faults.ts";
import { whyImpossible } from "./impossible.ts";
import { failureTable, toMarkdown } from "./tables.ts";

const FOLDER = new URL("./", import.meta.url).pathname;
const RESULTS = `${FOLDER}results.md`;
const NEEDED = 0.95;
// For machines that are busy with other things. It takes half a minute otherwise.
const PATIENCE = 300_000;

const only = Deno.args.length > 0 ? Deno.args : undefined;
const problems: string[] = [];

await install();
await install(FOLDER);
await using folder = await tempDir();
await using faults = await serveFaults();
const module = `${folder.path}/stamina.mjs`;
const authority = `${folder.path}/authority.pem`;
await bundle(
  new URL("../../mod.ts", import.meta.url).pathname,
  module,
  "--format=esm",
);
await Deno.writeTextFile(authority, faults.authority);

// At once: each waits for limits of time now and then.
const cells = (await Promise.all(consoles().map(runAndTell))).flat();

console.log(`\n${failureTable(cells)}`);
problems.push(...judge(cells));
if (!only && problems.length === 0) {
  await Deno.writeTextFile(RESULTS, toMarkdown(cells));
  await outputOf(Deno.execPath(), ["fmt", "--quiet", RESULTS]);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exitCode = 1;

async function runAndTell(runtime: Console): Promise<Cell[]> {
  const { name, command } = runtime;
  if (command === undefined) {
    if (Deno.env.has("REQUIRE_TOOLS")) problems.push(`${name} is missing`);
    return [];
  }
  const start = Date.now();
  const cells = await run(runtime);
  const judged = cells.filter(isJudged);
  const right = judged.filter(isRight).length;
  const seconds = Math.round((Date.now() - start) / 1_000);
  console.log(
    `${name.padEnd(10)}  ${right} of ${judged.length} right, in ${seconds} s`,
  );
  return cells;
}

async function run(
  { name: runtime, command, args }: Console,
): Promise<Cell[]> {
  const settings = JSON.stringify({ ...faults, only });
  const output = await outputOf(
    command!,
    // Deno finds the clients by their `package.json`.
    [
      ...args.filter((arg) => !/^--(?:no-config|expose-gc|v8-flags)/.test(arg)),
      `${FOLDER}program.mjs`,
      module,
      settings,
    ],
    {
      cwd: FOLDER,
      signal: AbortSignal.timeout(PATIENCE),
      env: {
        NODE_EXTRA_CA_CERTS: authority,
        DENO_CERT: authority,
        NODE_NO_WARNINGS: "1",
      },
    },
  );
  return output.trim().split("\n").map((line) => JSON.parse(line)).flatMap(
    ({ client, skipped, ...rest }) => {
      if (!skipped) return [{ runtime, client, ...rest }];
      console.log(`${client} does not run in ${runtime}: ${skipped}`);
      return [];
    },
  );
}

function judge(cells: readonly Cell[]): string[] {
  const judged = cells.filter(isJudged);
  const right = judged.filter(isRight);
  const share = right.length / judged.length;
  console.log(
    `${right.length} of ${judged.length} right: ${(share * 100).toFixed(1)} %`,
  );
  const tell = ({ runtime, client, failure, verdict, shape }: Cell) =>
    `${client}, ${failure}, ${runtime}: ${verdict} for ${shape}`;
  return [
    ...share < NEEDED ? [`Less than ${NEEDED * 100} % are right`] : [],
    ...judged.filter(isFalsePositive)
      .map((cell) => `Retried, though it must not be: ${tell(cell)}`),
    ...judged.filter((cell) => !isRight(cell) && !whyImpossible(cell))
      .map((cell) => `Wrong: ${tell(cell)}`),
    ...cells.filter(({ verdict }) => verdict === "pending")
      .map((cell) => `Never settled: ${tell(cell)}`),
    ...right.filter(whyImpossible)
      .map((cell) => `Right, but listed as impossible: ${tell(cell)}`),
  ];
}
