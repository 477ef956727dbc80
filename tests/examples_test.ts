// How examples in documentation become tests.
import { assertEquals, assertThrows } from "@std/assert";
import { examplesIn } from "./tools/example.ts";
import { run } from "./tools/run_example.ts";
import {
  getOnRetryHooks,
  isActive,
  isTesting,
  setActive,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";

const MARKDOWN = `# Title

\`\`\`ts
const a = 1;

a;
\`\`\`

- An item:

  \`\`\`js
  if (true) {
    b;
  }
  \`\`\`

\`\`\`ts ignore
c;
\`\`\`

\`\`\`sh
d
\`\`\`

\`\`\`\`ts
\`\`\`
e;
\`\`\`\`
`;

const SOURCE = `/**
 * A function.
 *
 * @example
 * \`\`\`ts
 * const text = await read();
 *   text;
 * \`\`\`
 */
export function read() {}
/** \`\`\`ts is no fence here */
const text = \`
\\\`\\\`\\\`ts
\`;
`;

/** What the examples in a file say, with the line of their first fence. */
function show(file: string, text: string): string[] {
  return examplesIn(file, text).map(({ line, code }) =>
    `${line}: ${code.trim()}`
  );
}

Deno.test("examplesIn() finds the blocks of code in Markdown", () => {
  assertEquals(show("a.md", MARKDOWN), [
    "3: const a = 1;\n\na;\nexport {};",
    "11: if (true) {\n  b;\n}\nexport {};",
    "25: ```\ne;\nexport {};",
  ]);
});

Deno.test("examplesIn() finds the blocks of code with line ends of Windows", () => {
  const windows = MARKDOWN.replaceAll("\n", "\r\n");

  assertEquals(show("a.md", windows), show("a.md", MARKDOWN));
});

Deno.test("examplesIn() finds the blocks of code in doc comments, and no other", () => {
  assertEquals(show("a.ts", SOURCE), [
    "5: const text = await read();\n  text;\nexport {};",
  ]);
});

Deno.test("examplesIn() keeps the numbers of lines", () => {
  const [first] = examplesIn("a.md", MARKDOWN);

  const lines = MARKDOWN.split("\n");
  assertEquals(first!.code.split("\n")[3], "const a = 1;");
  assertEquals(lines[3], "const a = 1;");
});

Deno.test("examplesIn() refuses a block that is not closed", () => {
  assertThrows(
    () => examplesIn("a.md", "Text\n\n```ts\nconst a = 1;\n"),
    Error,
    "a.md:3 is not closed",
  );
});

Deno.test("examplesIn() makes paths right that lead from the file to others", () => {
  const show = (file: string) =>
    examplesIn(file, '```ts\nimport { a } from "./a.ts";\n```\n')
      .map(({ code }) => code.trim().split("\n")[0]);

  assertEquals(show("README.md"), ['import { a } from "../../a.ts";']);
  assertEquals(show("docs/b/c.md"), ['import { a } from "../../docs/b/a.ts";']);
});

Deno.test("examplesIn() makes exports local, which need no types then", () => {
  const exported = [
    "export const a = 1;",
    "export async function b() {}",
    "export default { fetch() {} };",
    "export default class C {}",
    'export * from "@stamina/retry";',
  ];

  const [example] = examplesIn(
    "a.md",
    `\`\`\`ts\n${exported.join("\n")}\n\`\`\`\n`,
  );

  assertEquals(example!.code.trim().split("\n").slice(0, -1), [
    "const a = 1;",
    "async function b() {}",
    "const _exported = { fetch() {} };",
    "class C {}",
    'export * from "@stamina/retry";',
  ]);
});

Deno.test("examplesIn() keeps apart what sets up more than this package", () => {
  const isAlone = (code: string) =>
    examplesIn("a.md", `\`\`\`ts\n${code}\n\`\`\`\n`)[0]!.isAlone;

  assertEquals(isAlone('import { retry } from "@stamina/retry";'), false);
  assertEquals(isAlone('import { delay } from "@std/async";'), false);
  assertEquals(isAlone('import { a } from "./examples/a.ts";'), false);
  assertEquals(isAlone('import { configure } from "@logtape/logtape";'), true);
  assertEquals(isAlone("Deno.test.beforeAll(() => {});"), true);
});

Deno.test("run() leaves everything as it was before the example", async () => {
  const key = "madeByAnExample";
  const { fetch, setTimeout } = globalThis;
  const hooks = getOnRetryHooks();

  await run(() => {
    setActive(false);
    setTesting(true);
    setOnRetryHooks([() => {}]);
    Object.assign(globalThis, { [key]: 1, fetch: null, setTimeout: null });
    return Promise.resolve();
  })();

  assertEquals([isActive(), isTesting()], [true, false]);
  assertEquals(getOnRetryHooks(), hooks);
  assertEquals(key in globalThis, false);
  assertEquals(globalThis.fetch === fetch, true);
  assertEquals(globalThis.setTimeout === setTimeout, true);
});

Deno.test("run() fails the first request of each example", async () => {
  const statuses: number[] = [];
  const ask = async () => {
    const response = await fetch("https://example.com/first");
    statuses.push(response.status);
  };

  for (let example = 0; example < 2; example++) {
    await run(async () => {
      await ask();
      await ask();
    })();
  }

  assertEquals(statuses, [503, 200, 503, 200]);
});
