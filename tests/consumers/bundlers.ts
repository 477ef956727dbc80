// What bundlers make of the package: each export alone, and a program that runs.
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { brotliCompressSync } from "node:zlib";
import { SIZE_LIMITS } from "../tools/size_limits.ts";
import { makeNpmConsumer } from "./consumer.ts";
import { CONSUMERS, installTools, nodes } from "./tools.ts";

const BUNDLERS = ["esbuild", "rollup", "vite", "webpack"];
// Each minifies in a way of its own.
const TOLERANCE = 50;

await installTools();
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
const app = await consumer.copy("tests/consumers/app/main.js");
const names = Object.keys(SIZE_LIMITS);
const entries = await Promise.all(
  names.map((name) =>
    consumer.write(`${name}.mjs`, `export { ${name} } from "@stamina/retry";`)
  ),
);

/** Bundles one module after the other, and returns where the bundles are. */
async function bundle(bundler: string, files: string[]): Promise<string[]> {
  const program = `${CONSUMERS}bundle.mjs`;
  const output = await consumer.run(nodes()[26], program, bundler, ...files);
  return JSON.parse(output.trim().split("\n").at(-1)!);
}

for (const bundler of BUNDLERS) {
  Deno.test(`${bundler} drops what is not imported`, async () => {
    const bundles = await bundle(bundler, entries);

    const tooLarge: string[] = [];
    for (const [index, path] of bundles.entries()) {
      const size = brotliCompressSync(await Deno.readFile(path)).length;
      const name = names[index]!;
      const limit = SIZE_LIMITS[name]! + TOLERANCE;
      if (size > limit) tooLarge.push(`${name}: ${size} bytes, not ${limit}`);
    }
    assertEquals(bundles.length, names.length);
    assertEquals(tooLarge, []);
  });

  Deno.test(`a bundle of ${bundler} runs`, async () => {
    const [path] = await bundle(bundler, [app]);

    // Node.js would take it for CommonJS in a folder without a package.json.
    const program = path!.replace(/js$/, "mjs");
    await Deno.rename(path!, program);
    const { size } = await Deno.stat(program);
    assertLessOrEqual(size, 31_000);
    assertEquals(
      await consumer.run(nodes()[20], program),
      "loaded after 3 calls\n",
    );
  });
}
