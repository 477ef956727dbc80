// Sentry in its default settings, in Node.js and Deno: it wraps fetch.
import { assertEquals } from "@std/assert";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { makeProject } from "./project.ts";
import { serve } from "./server.ts";

const project = await makeProject();
const server = serve();
Deno.test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

await bundle(
  new URL("cases.ts", import.meta.url).pathname,
  `${project.path}/cases.mjs`,
  "--format=esm",
);

/** Writes a program that sets Sentry up, runs the cases, and prints failures. */
async function writeProgram(sentry: string): Promise<string> {
  const { refused, unavailable } = server;
  const dsn = unavailable.replace("://", "://key@") + "1";
  return await project.write(
    "sentry.mjs",
    `
import * as Sentry from ${JSON.stringify(sentry)};
import { runAll } from "./cases.mjs";
Sentry.init({ dsn: ${JSON.stringify(dsn)} });
if (!Sentry.isInitialized()) throw new Error("Sentry is off");
const failures = await runAll({
  refused: ${JSON.stringify(refused)},
  unavailable: ${JSON.stringify(unavailable)},
  fetch: (url) => fetch(url),
});
console.log("failures: " + JSON.stringify(failures));
await Sentry.close(100);
`,
  );
}

for (const version of [20, 26] as const) {
  Deno.test(`Sentry in Node.js ${version}`, async () => {
    const main = project.tool("@sentry/node/package.json")
      .replace("package.json", "build/esm/index.js");
    const program = await writeProgram(main);

    const output = await project.run(project.node(version), program);

    assertEquals(output, "failures: []\n");
  });
}

Deno.test("Sentry in Deno", async () => {
  const main = project.tool("@sentry/deno/package.json")
    .replace("package.json", "build/esm/index.js");
  const program = await writeProgram(main);

  const output = await outputOf(
    Deno.execPath(),
    ["run", "-A", "--quiet", "--node-modules-dir=manual", program],
    { cwd: project.path },
  );

  assertEquals(output, "failures: []\n");
});
