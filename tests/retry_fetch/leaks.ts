// What 200,000 requests on one signal that lives on leave behind, in every runtime
// with a console.
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { consoles } from "../tools/consoles.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import type { Report } from "./leaks_program.ts";

// Heaps differ by some hundred kB from one run to the next.
const NOISE = 5;

await install();
const folder = await tempDir();
Deno.test.afterAll(async () => await folder[Symbol.asyncDispose]());
const program = `${folder.path}/leaks.mjs`;
const source = new URL("leaks_program.ts", import.meta.url).pathname;
await bundle(source, program, "--format=esm", "--platform=node");

for (const { name, command, args } of consoles()) {
  Deno.test({
    name: `retryFetch() leaves as little on a signal as ${name} itself does`,
    ignore: command === undefined,
    async fn() {
      const output = await outputOf(command!, [...args, program], {
        signal: AbortSignal.timeout(300_000),
      });

      const { ours, platform }: Report = JSON.parse(output);
      console.log(
        `${name}: ${ours.bytes.toFixed(1)} bytes a request, ` +
          `AbortSignal.any ${platform.bytes.toFixed(1)}`,
      );
      assertEquals(ours.listeners, 0);
      assertLessOrEqual(ours.bytes, Math.max(0, platform.bytes) + NOISE);
    },
  });
}
