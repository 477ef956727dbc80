// How `src/` is laid out: which way imports point, and how long files are.
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { importsOf, type Source, sources } from "./tools/sources.ts";

// Which folders the files of each may import from, besides their own. The ways in
// are the files of `src/` itself.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "ways in": ["core", "options", "hooks", "budget", "http", "lib"],
  core: ["options", "hooks", "budget", "lib"],
  options: ["budget", "hooks", "lib"],
  hooks: ["lib"],
  budget: ["lib"],
  http: ["lib"],
  lib: [],
};

const LONGEST = 250;

Deno.test("src/ has only the folders that are known", () => {
  const folders = new Set(sources().map(({ path }) => folderOf(path)));

  assertEquals([...folders].sort(), Object.keys(MAY_IMPORT).sort());
});

Deno.test("src/ has no file of over 250 lines", () => {
  for (const { path, text } of sources()) {
    assertLessOrEqual(text.split("\n").length - 1, LONGEST, path);
  }
});

Deno.test("src/ imports one way between folders", () => {
  const against = wrongWays(sources());

  assertEquals(against, []);
});

Deno.test("src/ has no cycle of imports, types included", () => {
  assertEquals(findCycle(sources()), undefined);
});

Deno.test("an import against the direction is seen, of a type, too", () => {
  const made = [
    { path: "lib/clock.ts", text: 'import type { A } from "../core/call.ts";' },
    { path: "core/call.ts", text: "export type A = 1;" },
    { path: "http/a.ts", text: 'export { b } from "../retry.ts";' },
    { path: "retry.ts", text: 'import("./core/call.ts");' },
  ];

  assertEquals(wrongWays(made), [
    "lib/clock.ts imports core/call.ts",
    "http/a.ts imports retry.ts",
  ]);
});

Deno.test("a cycle of imports is seen, of types, too", () => {
  const made = [
    { path: "lib/a.ts", text: 'import {\n  b,\n  c,\n} from "./b.ts";' },
    { path: "lib/b.ts", text: 'export type { C } from "./c.ts";' },
    { path: "lib/c.ts", text: 'import type { A } from "./a.ts";' },
  ];

  assertEquals(findCycle(made), "lib/a.ts -> lib/b.ts -> lib/c.ts -> lib/a.ts");
});

function folderOf(path: string): string {
  const [folder, ...rest] = path.split("/");
  return rest.length > 0 ? folder! : "ways in";
}

function wrongWays(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) => {
    const folder = folderOf(path);
    const allowed = MAY_IMPORT[folder];
    assert(allowed, `${folder} is no known folder`);
    return importsOf(path, text)
      .filter((target) => {
        const other = folderOf(target);
        return other !== folder && !allowed.includes(other);
      })
      .map((target) => `${path} imports ${target}`);
  });
}

/** The first cycle that is found, if there is one. */
function findCycle(files: readonly Source[]): string | undefined {
  const imports = new Map(
    files.map(({ path, text }) => [path, importsOf(path, text)]),
  );
  const done = new Set<string>();
  function visit(file: string, trail: readonly string[]): string | undefined {
    const path = [...trail, file];
    if (trail.includes(file)) {
      return path.slice(path.indexOf(file)).join(" -> ");
    }
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const cycle = visit(target, path);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  }

  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
