// What `console.log` shows of objects that keep everything to themselves.
import {
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStrictEquals,
} from "@std/assert";
import { inspectable, inspectableClass } from "../src/lib/inspect.ts";
import { outputOf } from "./tools/command.ts";
import { findBun, installed } from "./tools/npm.ts";
import { sizeOf } from "./tools/size.ts";
import { tempDir } from "./tools/temp_dir.ts";

class Plain {
  readonly #num: number;
  static asked = 0;

  constructor(num: number) {
    this.#num = num;
  }

  get num(): number {
    return this.#num;
  }

  get signal(): AbortSignal {
    Plain.asked++;
    return new AbortController().signal;
  }
}

const Sample = inspectableClass(
  Plain,
  "Sample",
  ({ num }) => ({ num, name: undefined }),
);

Deno.test("inspectableClass() makes console.log show the fields that it is told", () => {
  const sample = new Sample(2);

  assertEquals(Deno.inspect(sample), "Sample { num: 2 }");
  assertEquals(Deno.inspect([{ sample }]), "[ { sample: Sample { num: 2 } } ]");
  assertEquals(Plain.asked, 0);
});

Deno.test("inspectable() makes console.log show a single object, or a function", () => {
  const fn = inspectable(() => 1, "Retrier", () => ({ attempts: 3 }));

  assertEquals(Deno.inspect(fn), "Retrier { attempts: 3 }");
  assertEquals(fn(), 1);
});

Deno.test("inspectable() changes nothing else", () => {
  const target = { num: 1 };

  assertStrictEquals(inspectable(target, "Sample", () => ({})), target);
  assertStrictEquals(Sample, Plain);
  assertEquals(Object.keys(target), ["num"]);
  assertEquals({ ...target }, { num: 1 });
  assertEquals(JSON.stringify(target), '{"num":1}');
  for (const symbol of Object.getOwnPropertySymbols(target)) {
    assertFalse(Object.prototype.propertyIsEnumerable.call(target, symbol));
  }
});

Deno.test("nothing that can be printed makes it throw", () => {
  const proxy = new Proxy(new Sample(2), {});
  assertEquals(Deno.inspect(Object.create(proxy)), "Sample {}");

  const custom = Symbol.for("nodejs.util.inspect.custom");
  assertEquals(Reflect.get(new Sample(2), custom).call(new Sample(2)), {
    num: 2,
  });
});

Deno.test("a class that is made inspectable is dropped from bundles that do not use it", () => {
  const text = `
    import { inspectableClass } from "./src/lib/inspect.ts";
    class Plain { #num = 1; }
    const Sample = /* @__PURE__ */ inspectableClass(Plain, "Sample", () => ({}));
    export const used = 1;`;

  const all = sizeOf(`${text} export { Sample };`);
  assertGreaterOrEqual(all.minified, 200);
  assertLessOrEqual(sizeOf(text).minified, 40);
});

const runtimes: Record<string, [string | undefined, ...string[]]> = {
  "Deno": [Deno.execPath(), "run", "--no-config", "-A"],
  "Node.js": [installed("node-26/bin/node")],
  "Bun": [findBun()],
};

for (const [runtime, [command, ...args]] of Object.entries(runtimes)) {
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

      const [single, ...nested] = (await outputOf(command!, [...args, path]))
        .trim().split("\n");

      const expected = "Attempt { num: 2, nextWait: 200, remaining: 4300 }";
      assertEquals(single, expected);
      assertEquals(nested.join(" ").replaceAll(/\s+/g, " "), `[ ${expected} ]`);
    },
  });
}
