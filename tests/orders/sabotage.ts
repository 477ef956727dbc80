// Makes copies of `src/`, each with one mistake, and fails unless the orders show it.
//
// With a part of a name, such as `wait`, only of these mistakes.
import { tempDir } from "../tools/temp_dir.ts";
import type { Failure } from "./explore.ts";
import { type Mistake, MISTAKES } from "./mistakes.ts";

const FILES = ["mod.ts", "src", "tests/orders", "tests/helpers.ts"];

if (import.meta.main) await sabotage(Deno.args[0]);

/** Tries each mistake whose name has that in it. */
export async function sabotage(wanted = ""): Promise<void> {
  const start = performance.now();
  await using folder = await tempDir();
  const mistakes = MISTAKES.filter(({ name }) => name.includes(wanted));
  let next = 0;
  let found = 0;
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, async () => {
      while (next < mistakes.length) {
        if (await isFound(mistakes[next++]!, folder.path)) found++;
      }
    }),
  );
  const seconds = Math.round((performance.now() - start) / 1_000);
  console.log(
    `\n${found} of ${mistakes.length} mistakes were found in ${seconds} s.`,
  );
  if (found < mistakes.length) Deno.exitCode = 1;
}

async function isFound(mistake: Mistake, dir: string): Promise<boolean> {
  const copy = await makeCopy(mistake, dir);
  const failure = await search(copy, mistake.in);
  const words = failure
    ? `${failure.promise}\n  ${failure.words.join("\n  ")}`
    : "NOT FOUND";
  console.log(`\nIf ${mistake.name}: ${words}`);
  return failure !== null;
}

/** Copies what is needed, and makes the mistake. */
async function makeCopy(
  { file, code, becomes }: Mistake,
  dir: string,
): Promise<string> {
  const copy = await Deno.makeTempDir({ dir });
  for (const name of FILES) await copyAll(name, `${copy}/${name}`);
  await Deno.writeTextFile(`${copy}/deno.json`, "{}");
  const text = await Deno.readTextFile(file);
  const times = text.split(code).length - 1;
  if (times !== 1) {
    throw new Error(
      `Cannot sabotage ${file} as this must be in it once: found ${times} times: ${code}`,
    );
  }
  const sabotaged = text.replace(code, () => becomes);
  await Deno.writeTextFile(`${copy}/${file}`, sabotaged);
  return copy;
}

async function search(copy: string, tasks: string): Promise<Failure | null> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tests/orders/shortest.ts", tasks],
    cwd: copy,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

async function copyAll(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) {
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) {
    await copyAll(`${from}/${name}`, `${to}/${name}`);
  }
}
