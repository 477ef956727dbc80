// What those do who cannot import, but require the package.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { makeNpmConsumer } from "./consumer.ts";
import { installTools, nodes, tool } from "./tools.ts";

const OUTPUT = "loaded after 3 calls\n";

await installTools();
const consumer = await makeNpmConsumer("commonjs");
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());

for (const [version, node] of Object.entries(nodes())) {
  Deno.test(`Node.js ${version} requires the package`, async () => {
    const app = await consumer.copy("tests/consumers/app/main.cjs");

    assertEquals(await consumer.run(node, app), OUTPUT);
  });

  Deno.test(`Node.js ${version} has one state for import and require`, async () => {
    const app = await consumer.copy("tests/consumers/app/copies.mjs");

    const output = await consumer.run(node, app);

    assertEquals(
      output.split("\n").filter((line) => !line.startsWith("yes: ")),
      [""],
      output,
    );
    assertEquals(output.split("\n").length, 9);
  });

  Deno.test(`Node.js ${version} finds the same exports by import and require`, async () => {
    const code = `
      const { createRequire } = require("node:module");
      const { pathToFileURL } = require("node:url");
      const file = require.resolve("@stamina/retry");
      const interop = ["__esModule", "default", "module.exports"];
      const names = (it) =>
        Object.keys(it).filter((name) => !interop.includes(name)).sort()
          .map((name) => name + " " + it[name].name).join();
      (async () => {
        const required = names(require(file));
        const imported = names(await import("@stamina/retry"));
        // Without running it, Node.js finds what a CommonJS module exports.
        const found = await import(pathToFileURL(file).href);
        console.log(required === imported, required === names(found));
        console.log(required);
      })();
    `;

    const output = await consumer.run(node, "--eval", code);

    assertStringIncludes(output, "true true\n");
    assertStringIncludes(output, "HttpStatusError HttpStatusError,");
    assertStringIncludes(output, "retryContext retryContext,");
  });
}

Deno.test("Jest with its defaults tests code that retries", async () => {
  await consumer.copy("tests/consumers/app/jest.js", "retry.test.js");

  for (const node of Object.values(nodes())) {
    // It exits with 1 if a test fails, and if it finds none.
    await consumer.run(
      node,
      tool("jest/bin/jest.js"),
      `--rootDir=${consumer.path}`,
      "--ci",
    );
  }
});

Deno.test("source maps are there for those who ask for them", async () => {
  const app = await consumer.write(
    "thrower.cjs",
    // An error of a call, whose stack shows what has made the attempt.
    `const { retry } = require("@stamina/retry");
    retry({ on: TypeError })(() => {
      throw new RangeError();
    })().catch((error) => console.log(error.stack));`,
  );

  const plain = await consumer.run(nodes()[20], app);
  const mapped = await consumer.run(nodes()[20], "--enable-source-maps", app);

  assertStringIncludes(plain, "mod.cjs");
  assertStringIncludes(mapped, "src/core/retried_function.ts");
});
