// What those do who take the package from npm's tarball.
import { assert, assertEquals, assertFalse } from "@std/assert";
import { findBun, install, installed } from "../tools/npm.ts";
import { makeNpmConsumer } from "./consumer.ts";

const OUTPUT = "loaded after 3 calls\n";

await install();
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
const app = await consumer.copy("tests/consumers/app/main.js");
const esbuild = tool("esbuild/bin/esbuild");
const nodes = { 20: tool("node-20/bin/node"), 26: tool("node-26/bin/node") };

function tool(path: string): string {
  const found = installed(path);
  assert(found, `${path} is not installed`);
  return found;
}

for (const [version, node] of Object.entries(nodes)) {
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
  assertEquals(await consumer.run(nodes[26], "--eval", code), "function\n");
});

Deno.test("a bundle carries only what it imports", async () => {
  const metafile = `${consumer.path}/meta.json`;
  const outfile = `${consumer.path}/bundle.mjs`;
  await consumer.run(
    esbuild,
    app,
    "--bundle",
    "--format=esm",
    `--metafile=${metafile}`,
    `--outfile=${outfile}`,
  );
  assertEquals(await consumer.run(nodes[20], outfile), OUTPUT);

  const { outputs } = JSON.parse(await Deno.readTextFile(metafile));
  const [{ inputs }] = Object.values(outputs) as [
    { inputs: Record<string, { bytesInOutput: number }> },
  ];
  const carried = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.slice(path.lastIndexOf("/") + 1));
  assert(carried.includes("retry.js"));
  const others = [
    "backoffs.js",
    "budget.js",
    "network_error.js",
    "prometheus.js",
    "retrying_caller.js",
    "transient_http.js",
  ];
  for (const file of others) {
    assertFalse(carried.includes(file), `${file} is carried`);
  }
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
    nodes[20],
    tool("wrangler/bin/wrangler.js"),
    "deploy",
    "--dry-run",
    "--outdir=dist",
  );

  assert(output.includes("--dry-run: exiting now."), output);
  const worker = await Deno.readTextFile(`${consumer.path}/dist/worker.js`);
  assert(worker.includes("stamina_retries_total"));
});

Deno.test("publint has nothing to say", async () => {
  const path = `${consumer.path}/node_modules/@stamina/retry`;
  const program = tool("publint/src/cli.js");
  const output = await consumer.run(nodes[20], program, path, "--strict");
  assert(output.includes("All good!"), output);
});

Deno.test("the types are right however modules are resolved", async () => {
  await consumer.run(
    nodes[20],
    tool("@arethetypeswrong/cli/dist/index.js"),
    consumer.tarball,
    "--profile=esm-only",
  );
});
