// Makes mutants of `src/` with StrykerJS, lets the tests kill them, and fails if
// too few are killed, or others survive than `survivors.ts` lists.
//
// With names of files or folders, such as `src/budget/retry_budget.ts` or `src/core`,
// only of these.
import { toTable } from "../simulation/table.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { type Change, keyOf, type Mutant } from "./mutants.ts";
import { mutate } from "./stryker.ts";
import { SURVIVORS } from "./survivors.ts";

const GOAL = 95;
const HEAD = [
  "File",
  "Mutants",
  "Killed",
  "Timed out",
  "Survived",
  "Not reached",
  "Score in %",
];

// An interrupt ends StrykerJS, and then the temporary folder is removed.
Deno.addSignalListener("SIGINT", () => {});

const start = performance.now();
await install();
await using folder = await tempDir();
const wanted = Deno.args;
const mutants = await mutate(wanted, folder.path);
const seconds = Math.round((performance.now() - start) / 1_000);

const names = [...new Set(mutants.map(({ file }) => file))].sort();
const rows = names.map((name) =>
  toRow(name, mutants.filter(({ file }) => file === name))
);
const total = toRow("in all", mutants);
console.log(toTable(HEAD, [...rows, total]));
console.log(`${mutants.length} mutants were tried in ${seconds} s.`);

const problems = [...checkSurvivors(), ...checkList(), ...checkScore()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exitCode = 1;

function toRow(name: string, mutants: readonly Mutant[]): (string | number)[] {
  const count = (wanted: Mutant["status"]) =>
    mutants.filter(({ status }) => status === wanted).length;
  const [killed, timedOut] = [count("Killed"), count("Timeout")];
  return [
    name,
    mutants.length,
    killed,
    timedOut,
    count("Survived"),
    count("NoCoverage"),
    Math.floor((killed + timedOut) / mutants.length * 10_000) / 100,
  ];
}

function isAlive({ status }: Mutant): boolean {
  return status !== "Killed" && status !== "Timeout";
}

function checkSurvivors(): string[] {
  const accepted = new Set(SURVIVORS.map(keyOf));
  return mutants
    .filter((mutant) => isAlive(mutant) && !accepted.has(keyOf(mutant)))
    .map(({ line, status, ...change }) =>
      `${status}, and not listed: ${change.file}:${line}\n${toEntry(change)}`
    );
}

/** Writes a change as `survivors.ts` has it. */
function toEntry(
  { file, code, becomes, occurrence }: Required<Change>,
): string {
  const entry = {
    file,
    code,
    becomes,
    occurrence: occurrence === 1 ? undefined : occurrence,
    why: "",
  };
  return `${JSON.stringify(entry, undefined, 2)},`;
}

/** The list must stay true: each that is on it is there, and alive. */
function checkList(): string[] {
  const tried = new Map(mutants.map((mutant) => [keyOf(mutant), mutant]));
  return SURVIVORS
    .filter(({ file }) => wanted.length === 0 || wanted.some(isOf(file)))
    .filter((survivor) => {
      const mutant = tried.get(keyOf(survivor));
      return mutant === undefined || !isAlive(mutant);
    })
    .map((survivor) =>
      `Listed, but ${
        tried.get(keyOf(survivor))?.status.toLowerCase() ?? "not made any more"
      }: ${keyOf(survivor)}`
    );
}

function isOf(file: string): (wanted: string) => boolean {
  return (wanted) => file === wanted || file.startsWith(`${wanted}/`);
}

function checkScore(): string[] {
  const score = Number(total.at(-1));
  return score >= GOAL ? [] : [`${score} % are killed: at least ${GOAL} must`];
}
