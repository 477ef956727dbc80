// What those do who take the package from npm's tarball.
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { findBun } from "../tools/npm.ts";
import { makeNpmConsumer } from "./consumer.ts";
import { installTools, nodes, tool } from "./tools.ts";

const OUTPUT = "loaded after 3 calls\n";

await installTools();
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
const app = await consumer.copy("tests/consumers/app/main.js");

for (const [version, node] of Object.entries(nodes())) {
  Deno.test(`Node.js ${version} runs the package from its tarball`, async () => {
    assertEquals(await consumer.run(node, app), OUTPUT);
  });
}

Deno.test("Bun runs the package from its tarball", async () => {
  assertEquals(await consumer.run(findBun()!, app), OUTPUT);
});

Deno.test("Node.js 26 runs the source as it is", async () => {
  const source = new URL("../../mod.ts", import.meta.url).href;
  const code = `console.log(typeof (await import("${source}")).retry)`;
  assertEquals(await consumer.run(nodes()[26], "--eval", code), "function\n");
});

Deno.test("Deno runs the package from its tarball", async () => {
  const output = await consumer.run(
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--node-modules-dir=manual",
    app,
  );
  assertEquals(output, OUTPUT);
});

Deno.test("Bun has one state for import and require", async () => {
  const app = await consumer.copy("tests/consumers/app/copies.mjs");
  const output = await consumer.run(findBun()!, app);
  assertEquals(
    output.split("\n").filter((line) => !line.startsWith("yes: ")),
    [""],
    output,
  );
});

Deno.test("wrangler takes it for a Worker", async () => {
  await consumer.copy("examples/worker.ts");
  await consumer.copy("examples/http.ts");
  await consumer.write("wrangler.json", {
    name: "example",
    main: "worker.ts",
    compatibility_date: "2026-04-01",
    compatibility_flags: ["enable_request_signal"],
    services: [{ binding: "UPSTREAM", service: "upstream" }],
    send_metrics: false,
  });

  const output = await consumer.run(
    nodes()[20],
    tool("wrangler/bin/wrangler.js"),
    "deploy",
    "--dry-run",
    "--outdir=dist",
  );

  assert(output.includes("--dry-run: exiting now."), output);
  const worker = await Deno.readTextFile(`${consumer.path}/dist/worker.js`);
  assert(worker.includes("stamina_retries_total"));
});

Deno.test("the package holds what it needs and nothing else", async () => {
  const root = `${consumer.path}/node_modules/@stamina/retry`;
  const read = async (path: string) =>
    JSON.parse(await Deno.readTextFile(path));
  const { name, version, license } = await read("deno.json");

  const found = await read(`${root}/package.json`);

  assertEquals(
    { name, version, license },
    { name: found.name, version: found.version, license: found.license },
  );
  // What JSR takes for a description, too.
  assertLessOrEqual(found.description.length, 250);
  assertEquals(
    Object.keys(found).filter((key) => /dependencies/i.test(key)),
    [],
  );
  assertEquals(found.scripts, undefined);
  assertEquals([...Deno.readDirSync(root)].map(({ name }) => name).sort(), [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "mod.cjs",
    "mod.cjs.map",
    "mod.d.cts",
    "mod.d.ts",
    "mod.js",
    "mod.js.map",
    "package.json",
    "src", // declarations
  ]);
});

Deno.test("publint has nothing to say", async () => {
  const path = `${consumer.path}/node_modules/@stamina/retry`;
  const program = tool("publint/src/cli.js");
  const output = await consumer.run(nodes()[20], program, path, "--strict");
  assert(output.includes("All good!"), output);
});

Deno.test("the types are right however modules are resolved", async () => {
  await consumer.run(
    nodes()[20],
    tool("@arethetypeswrong/cli/dist/index.js"),
    consumer.tarball,
  );
});
