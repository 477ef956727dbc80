// Runs the examples of docs/testing.md in the test runners that they are for.
import { assert, assertStringIncludes } from "@std/assert";
import { findBun } from "../tools/npm.ts";
import { makeProject } from "./project.ts";

const PAGE = new URL("../../docs/testing.md", import.meta.url);
const page = (await Deno.readTextFile(PAGE)).replaceAll("\r\n", "\n");

const project = await makeProject();
Deno.test.afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

/** The example for a runner in a section. */
function exampleFor(runner: string, section: string): string {
  const [, text] = page.split(`\n## ${section}\n`);
  const [, rest] = text!.split("\n## ")[0]!.split(`\n${runner}`);
  const code = rest?.match(/^```(?:ts|js) ignore\n([^]*?)^```$/m)?.[1];
  assert(code, `an example for ${runner}`);
  return code;
}

/** Runs a command, and expects it to tell that one test has passed. */
async function expectToPass(
  command: string,
  args: readonly string[],
  passed: string,
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: project.path,
    env: { CI: "true", NO_COLOR: "1" },
    signal: AbortSignal.timeout(120_000),
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout) + decoder.decode(stderr);

  assert(success, output);
  assertStringIncludes(output, passed);
}

const OFF = "Turning retries off";
const TIME = "Fake time";

const VITEST = exampleFor("Vitest", TIME);
const JEST = exampleFor("Jest", TIME);
const NODE = exampleFor("`node:test`", TIME);

await project.write("setup.vitest.mjs", exampleFor("Vitest", OFF));
await project.write("setup.jest.cjs", exampleFor("Jest", OFF));
await project.write("setup.bun.mjs", exampleFor("Bun", OFF));
await project.write("setup.node.mjs", exampleFor("`node:test`", OFF));

await project.write("time.vitest.mjs", VITEST);
await project.write("time.jest.cjs", JEST);
await project.write("time.node.mjs", NODE);

const assertion = `test("retrying is off", () => {
  if (isActive()) throw new Error("retrying is on");
});
`;
for (
  const [file, runner] of [
    ["off.vitest.mjs", "vitest"],
    ["off.bun.test.mjs", "bun:test"],
    ["off.node.mjs", "node:test"],
  ] as const
) {
  await project.write(
    file,
    `import { test } from "${runner}";
import { isActive } from "@stamina/retry";
${assertion}`,
  );
}
await project.write(
  "off.jest.cjs",
  `const { isActive } = require("@stamina/retry");\n${assertion}`,
);

for (const [part, setupFiles] of [["off", ["./setup.vitest.mjs"]], ["time"]]) {
  Deno.test(`docs/testing.md: Vitest, ${part}`, async () => {
    const test = { include: [`${part}.vitest.mjs`], setupFiles };
    const config = await project.write(
      `vitest.${part}.mjs`,
      `export default ${JSON.stringify({ test })};`,
    );
    await expectToPass(
      project.node(26),
      [project.tool("vitest/vitest.mjs"), "run", `--config=${config}`],
      "1 passed",
    );
  });

  Deno.test(`docs/testing.md: Jest, ${part}`, async () => {
    const config = {
      rootDir: project.path,
      testMatch: [`**/${part}.jest.cjs`],
      setupFilesAfterEnv: setupFiles ? ["<rootDir>/setup.jest.cjs"] : [],
      cacheDirectory: `${project.path}/cache`,
      transform: {},
    };
    await expectToPass(
      project.node(20),
      [
        project.tool("jest/bin/jest.js"),
        `--config=${JSON.stringify(config)}`,
        "--watchman=false",
        "--runInBand",
      ],
      "1 passed",
    );
  });

  for (const version of [20, 26] as const) {
    Deno.test(`docs/testing.md: node:test in Node.js ${version}, ${part}`, async () => {
      const setup = setupFiles ? ["--import=./setup.node.mjs"] : [];
      await expectToPass(
        project.node(version),
        [...setup, "--test", `${part}.node.mjs`],
        "pass 1",
      );
    });
  }
}

Deno.test("docs/testing.md: Bun, off", async () => {
  const bun = findBun();
  assert(bun);
  await expectToPass(
    bun,
    ["test", "--preload=./setup.bun.mjs", "./off.bun.test.mjs"],
    "1 pass",
  );
});
