// Locks the npm packages that `deno.json` and the tests name, with all that these
// need. What comes from JSR is not locked: see `with_std.ts`.
import { outputOf } from "./command.ts";

const LOCK = "tests/deno.lock";
const CONFIG = "deno.linked.json";
// It is written anew with each run of the tests.
const LINKED_LOCK = "deno.linked.lock";

await Deno.writeTextFile(LINKED_LOCK, '{ "version": "5" }');
const config = JSON.parse(await Deno.readTextFile("deno.json"));
await Deno.writeTextFile(
  CONFIG,
  JSON.stringify({
    ...config,
    lock: { path: LINKED_LOCK, frozen: false },
    links: ["assert", "async", "testing"].map((name) => `./tests/std/${name}`),
  }),
);
await outputOf(Deno.execPath(), [
  "cache",
  `--config=${CONFIG}`,
  ...filesBelow("examples/"),
  ...filesBelow("tests/"),
]);
const { workspace: { links: _, ...workspace }, ...locked } = JSON.parse(
  await Deno.readTextFile(LINKED_LOCK),
);
await Deno.writeTextFile(
  LOCK,
  `${JSON.stringify({ ...locked, workspace }, undefined, 2)}\n`,
);
await Deno.remove(LINKED_LOCK);
console.log(`${Object.keys(locked.npm).length} packages are in ${LOCK}`);

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}${name}`;
    if (isDirectory) {
      return name === "node_modules" ? [] : filesBelow(`${path}/`);
    }
    return name.endsWith(".ts") ? [path] : [];
  }).sort();
}
