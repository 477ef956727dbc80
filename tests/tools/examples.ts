// Writes the examples of all documentation into `.examples`, as tests.
//
// Each is a module, as it is for somebody who pastes it into an empty file. Its
// lines have the numbers that they have in the documentation, so that an error
// tells where that is wrong.
import { type Example, examplesIn } from "./example.ts";

const ROOT = new URL("../../", import.meta.url);
const TARGET = new URL(".examples/", ROOT);
const SKIPPED: ReadonlySet<string> = new Set(["dist", "node_modules"]);

const examples = filesBelow("").sort().flatMap((file) =>
  examplesIn(file, Deno.readTextFileSync(new URL(file, ROOT)))
);
Deno.mkdirSync(TARGET, { recursive: true });
Deno.removeSync(TARGET, { recursive: true });
for (const example of examples) write(`${pathOf(example)}.ts`, example.code);

// To start a process for each would take most of the time of the tests.
write(
  "together_test.ts",
  toTests(examples.filter(({ isAlone }) => !isAlone)),
);
for (const example of examples.filter(({ isAlone }) => isAlone)) {
  write(`${pathOf(example)}_test.ts`, toTests([example], "../"));
}

/** The files that may hold examples, by their paths below the root. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder || ".", ROOT))].flatMap(
    ({ name, isDirectory }) => {
      if (SKIPPED.has(name) || name.startsWith(".")) return [];
      const path = `${folder}${name}`;
      if (isDirectory) return filesBelow(`${path}/`);
      return /\.(?:md|ts)$/.test(name) ? [path] : [];
    },
  );
}

/** Where an example is, below `.examples`. */
function pathOf({ file, line }: Example): string {
  // Not in folders such as `src/`, as the files in there are counted for coverage.
  return `${file.replaceAll("/", "+")}/${line}`;
}

function toTests(examples: readonly Example[], up = ""): string {
  const tests = examples.map((example) => {
    const { file, line } = example;
    const path = up ? `./${line}.ts` : `./${pathOf(example)}.ts`;
    return `Deno.test("${file}:${line}", run(() => import("${path}")));\n`;
  });
  return `import { run } from "${up}../tests/tools/run_example.ts";\n\n${
    tests.join("")
  }`;
}

function write(path: string, text: string): void {
  const url = new URL(path, TARGET);
  Deno.mkdirSync(new URL(".", url), { recursive: true });
  Deno.writeTextFileSync(url, text);
}
