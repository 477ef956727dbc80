// Runs the cases with the real Jest and Vitest.
import { assertEquals } from "@std/assert";
import { casesWith } from "./cases.ts";
import { makeProject, type NodeVersion } from "./project.ts";
import { serve } from "./server.ts";

const project = await makeProject();
const server = serve();
Deno.test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const { unavailable, refused } = server;
const names = Object.keys(casesWith({
  unavailable,
  refused,
  fetch,
  readMissingFile: () => Promise.reject(),
}));

const setup = `{
  unavailable: ${JSON.stringify(unavailable)},
  refused: ${JSON.stringify(refused)},
  fetch,
  readMissingFile: () => readFile("/does/not/exist"),
}`;
const body = `
for (const [name, run] of Object.entries(casesWith(${setup}))) test(name, run);
`;

await project.bundle("cases.ts");
await project.bundle("cases.ts", "--format=esm");
await project.write(
  "cases.test.cjs",
  `const { casesWith } = require("./cases.cjs");
const { readFile } = require("node:fs/promises");
${body}`,
);
await project.write(
  "cases.test.mjs",
  `import { casesWith } from "./cases.mjs";
import { readFile } from "node:fs/promises";
${body}`,
);
await project.write(
  "jsdom.cjs",
  `// As people do who use fetch in this environment.
const { TestEnvironment } = require(${
    JSON.stringify(project.tool("jest-environment-jsdom"))
  });
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, Request, Response, Headers, structuredClone });
  }
};
`,
);

/** What both runners tell about the tests that they have run. */
interface Report {
  readonly testResults: {
    readonly message?: string;
    readonly assertionResults: {
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: string[];
    }[];
  }[];
}

/** Runs a command that writes a report, and expects that each case has passed. */
async function expectAllToPass(
  version: NodeVersion,
  args: string[],
): Promise<void> {
  const output = `${project.path}/report.json`;
  await Deno.remove(output).catch(() => {});
  const { stderr } = await new Deno.Command(project.node(version), {
    args: args.map((arg) => arg.replace("<report>", output)),
    cwd: project.path,
    env: { CI: "true", NO_COLOR: "1" },
    signal: AbortSignal.timeout(120_000),
  }).output();
  const text = await Deno.readTextFile(output).catch(() => undefined);
  if (text === undefined) throw new Error(new TextDecoder().decode(stderr));

  const { testResults }: Report = JSON.parse(text);
  const results = testResults.flatMap((result) => result.assertionResults);
  const failures = results
    .filter(({ status }) => status !== "passed")
    .map(({ title, failureMessages }) => `${title}: ${failureMessages}`);
  assertEquals(failures, [], testResults.map((it) => it.message).join());
  assertEquals(results.map(({ title }) => title), names);
}

const JEST_ENVIRONMENTS: Record<string, string> = {
  node: "node",
  jsdom: `${project.path}/jsdom.cjs`,
};

for (const version of [20, 26] as const) {
  for (const [name, environment] of Object.entries(JEST_ENVIRONMENTS)) {
    for (const format of ["cjs", "mjs"]) {
      Deno.test(`Jest in Node.js ${version}, environment ${name}, .${format}`, async () => {
        const config = {
          rootDir: project.path,
          testEnvironment: environment,
          testMatch: [`**/cases.test.${format}`],
          moduleFileExtensions: ["js", "cjs", "mjs", "json"],
          transform: {},
          cacheDirectory: `${project.path}/cache`,
        };
        await expectAllToPass(version, [
          // Jest runs modules in a realm of their own only with it.
          "--experimental-vm-modules",
          project.tool("jest/bin/jest.js"),
          `--config=${JSON.stringify(config)}`,
          "--watchman=false",
          "--runInBand",
          "--json",
          "--outputFile=<report>",
        ]);
      });
    }
  }
}

for (const pool of ["threads", "forks", "vmThreads", "vmForks"]) {
  for (const environment of ["node", "jsdom"]) {
    Deno.test(`Vitest in Node.js 26, environment ${environment}, ${pool}`, async () => {
      await expectAllToPass(26, [
        project.tool("vitest/vitest.mjs"),
        "run",
        "cases.test.mjs",
        `--root=${project.path}`,
        "--globals",
        `--pool=${pool}`,
        `--environment=${environment}`,
        "--reporter=json",
        "--outputFile=<report>",
      ]);
    });
  }
}
