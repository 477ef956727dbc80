// Runs the cases in a context of `node:vm`, to which fetch and its errors come from
// outside, and prints what has failed.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { createContext, runInContext } from "node:vm";

const [, , script, refused, unavailable] = process.argv;
const globals = [
  "AbortController",
  "AbortSignal",
  "DOMException",
  "Event",
  "Response",
  "clearTimeout",
  "console",
  "crypto",
  "setTimeout",
  "structuredClone",
];
const context = createContext(
  Object.fromEntries(
    globals.map((name) => [name, Reflect.get(globalThis, name)]),
  ),
);
runInContext(readFileSync(script!, "utf8"), context);
const runAll = runInContext("(setup) => realm.runAll(setup)", context);
const failures: string[] = await runAll({
  refused,
  unavailable,
  fetch: (url: string) => fetch(url),
  readMissingFile: () => readFile("/does/not/exist"),
});
console.log(JSON.stringify(failures));
