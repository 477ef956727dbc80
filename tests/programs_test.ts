// What programs show in runtimes other than Deno, and what bundles carry.
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import { outputOf } from "./tools/command.ts";
import { findBun, installed } from "./tools/npm.ts";
import { sizeOf } from "./tools/size.ts";
import { tempDir } from "./tools/temp_dir.ts";

const RUNTIMES: Record<string, [string | undefined, ...string[]]> = {
  "Deno": [Deno.execPath(), "run", "--no-config", "-A"],
  "Node.js": [installed("node-26/bin/node")],
  "Bun": [findBun()],
};

for (const [runtime, [command, ...args]] of Object.entries(RUNTIMES)) {
  Deno.test({
    name: `the stack of a mistake begins at its line in ${runtime}`,
    ignore: command === undefined,
    async fn() {
      const program = new URL("mistakes.ts", import.meta.url).pathname;

      const output = await outputOf(command!, [...args, program]);

      const frames = Object.entries<string>(JSON.parse(output));
      assertGreaterOrEqual(frames.length, 28);
      for (const [name, frame] of frames) {
        assert(frame.includes("tests/mistakes.ts"), `${name}: ${frame}`);
      }
    },
  });

  Deno.test({
    name: `console.log shows fields in ${runtime}`,
    ignore: command === undefined,
    async fn() {
      await using folder = await tempDir();
      const path = `${folder.path}/program.mjs`;
      const module = new URL("../src/lib/inspect.ts", import.meta.url).href;
      await Deno.writeTextFile(
        path,
        `import { inspectableClass } from ${JSON.stringify(module)};
        class Plain { #num = 2; get num() { return this.#num; } }
        const toFields = ({ num }) => ({ num, nextWait: 200, remaining: 4300 });
        const Sample = inspectableClass(Plain, "Attempt", toFields);
        console.log(new Sample());
        console.log([new Sample()]);`,
      );

      const output = await outputOf(command!, [...args, path]);

      const [single, ...nested] = output.trim().split("\n");
      const expected = "Attempt { num: 2, nextWait: 200, remaining: 4300 }";
      assertEquals(single, expected);
      assertEquals(nested.join(" ").replaceAll(/\s+/g, " "), `[ ${expected} ]`);
    },
  });
}

Deno.test("a class that is made inspectable is dropped from bundles that do not use it", () => {
  const text = `
    import { inspectableClass } from "./src/lib/inspect.ts";
    class Plain { #num = 1; }
    const Sample = /* @__PURE__ */ inspectableClass(Plain, "Sample", () => ({}));
    export const used = 1;`;

  assertGreaterOrEqual(sizeOf(`${text} export { Sample };`).minified, 200);
  assertLessOrEqual(sizeOf(text).minified, 40);
});

Deno.test("the names of options are dropped from bundles that do not use them", () => {
  const { minified } = sizeOf(`
    import { BACKOFF_NAMES, CALLER_NAMES, NAMES } from "./src/options/names.ts";
    export const used = 1;`);

  assertLessOrEqual(minified, 40);
});
