// Other realms and threads in Node.js, Deno and Bun.
import { assertEquals } from "@std/assert";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { findBun } from "../tools/npm.ts";
import { makeProject } from "./project.ts";
import { serve } from "./server.ts";

const HERE = new URL("./", import.meta.url).pathname;

const project = await makeProject();
const server = serve();
Deno.test.afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const { path } = project;
const node = ["--platform=node", "--format=esm"];
const script = `${path}/cases.js`;
await bundle(
  `${HERE}cases.ts`,
  script,
  "--format=iife",
  "--global-name=realm",
);
await bundle(`${HERE}vm.ts`, `${path}/vm.mjs`, ...node);
await bundle(`${HERE}threads.ts`, `${path}/threads.mjs`, ...node);

const runtimes: Record<string, string[]> = {
  "Node.js 20": [project.node(20)],
  "Node.js 26": [project.node(26)],
  Deno: [Deno.execPath(), "run", "-A", "--no-config", "--quiet"],
  Bun: [findBun()!],
};

for (const [name, [command, ...flags]] of Object.entries(runtimes)) {
  const run = (program: string, ...args: string[]) =>
    outputOf(command!, [...flags, `${path}/${program}`, ...args], {
      cwd: path,
    });

  Deno.test(`node:vm in ${name}`, async () => {
    const { refused, unavailable } = server;

    const output = await run("vm.mjs", script, refused, unavailable);

    assertEquals(JSON.parse(output), []);
  });

  Deno.test(`worker threads in ${name}, and what calls into them`, async () => {
    const output = await run(
      "threads.mjs",
      project.tool("comlink/dist/esm/comlink.mjs"),
      project.tool("comlink/dist/esm/node-adapter.mjs"),
    );

    // No message but the three calls of the first, and the two of the second.
    assertEquals(
      output,
      `\
send 3 3
send 1
throw 3 3
throw 1
comlink 0
comlink 3 3
comlink 7 5
`,
    );
  });
}
