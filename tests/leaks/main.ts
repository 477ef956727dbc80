// Looks for leaks in every runtime with a console, and prints a table.
//
// `LEAKS_CALLS` says how many calls are made in a row, and a tenth of them at once,
// on each path: at least 100,000, as fewer would hide in the noise. A runtime that
// is not installed is skipped, unless `REQUIRE_TOOLS` is set.
import { toTable } from "../simulation/table.ts";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { type Console, consoles } from "../tools/consoles.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { growthOf, type Load, type Measured, problemsOf } from "./measure.ts";
import type { Report } from "./program.ts";

const HEAD = ["Runtime", "Path", "Calls", "s", "kB before", "kB after"];

const { LEAKS_CALLS, REQUIRE_TOOLS } = Deno.env.toObject();
const sequential = Math.max(100_000, Number(LEAKS_CALLS ?? 0));
const load: Load = { sequential, concurrent: sequential / 10 };
const problems: string[] = [];
const rows: (string | number)[][] = [];
const sums: string[] = [];

await install();
await using folder = await tempDir();
const program = `${folder.path}/program.mjs`;
const source = new URL("./program.ts", import.meta.url).pathname;
await bundle(source, program, "--format=esm", "--platform=node");

const queue = consoles();
await Promise.all([work(), work()]);

console.log(toTable(HEAD, rows));
for (const sum of sums) console.log(sum);
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exitCode = 1;

/** Runs one runtime after the other. Two do so, as there are two cores in CI. */
async function work(): Promise<void> {
  for (let next; (next = queue.shift()) !== undefined;) await run(next);
}

async function run({ name, command, args }: Console): Promise<void> {
  if (command === undefined) {
    console.error(`${name} is not installed`);
    if (REQUIRE_TOOLS) problems.push(`${name} is not installed`);
    return;
  }
  const output = await outputOf(
    command,
    [...args, program, JSON.stringify(load)],
    // A path takes up to 0.2 ms a call on a busy machine.
    { signal: AbortSignal.timeout(60_000 + sequential * 4) },
  );
  check(name, JSON.parse(output));
}

function check(runtime: string, { paths, canaries, abandoned }: Report): void {
  for (const [name, measured] of Object.entries(paths)) {
    rows.push(toRow(runtime, name, measured));
    for (const problem of problemsOf(measured)) {
      problems.push(`${runtime}: ${name}: ${problem}`);
    }
  }
  for (const [name, measured] of Object.entries(canaries)) {
    if (problemsOf(measured).length > 0) continue;
    problems.push(`${runtime}: a leak of ${name} was not found`);
  }

  const { total, running, settled } = abandoned;
  const all = Object.values(paths);
  const calls = (load.sequential * all.length).toLocaleString("en-US");
  const atOnce = (load.concurrent * all.length).toLocaleString("en-US");
  const growth = Math.round(Math.max(...all.map(growthOf)) / 1_000);
  sums.push(
    `${runtime}: ${calls} calls in a row and ${atOnce} at once on ${all.length} ` +
      `paths; on none did the heap grow by more than ${growth} kB. Of ${total} ` +
      `abandoned attempts, ${running} were in memory while they ran, and ` +
      `${settled} afterwards.`,
  );
  // What still runs is in use. JavaScriptCore takes what looks like an address on
  // the stack for one, so it may keep some.
  if (running < total || settled > total / 20) {
    problems.push(`${runtime}: abandoned attempts are not collected in time`);
  }
}

function toRow(
  runtime: string,
  name: string,
  { calls, seconds, before, after }: Measured,
): (string | number)[] {
  const [first, last] = [before, after].map((bytes) =>
    Math.round(bytes / 1_000)
  );
  return [runtime, name, calls, Math.round(seconds * 10) / 10, first!, last!];
}
