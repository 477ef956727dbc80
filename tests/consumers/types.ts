// What TypeScript makes of the types in the tarball: `tests/types_test.ts` is
// compiled with each version of it, and with the types of one platform only. The
// declarations in the tarball are checked, too, as `skipLibCheck` is off.
import { install, installed } from "../tools/npm.ts";
import { assertEquals } from "@std/assert";
import { makeNpmConsumer } from "./consumer.ts";

await install();
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
await Deno.mkdir(`${consumer.path}/tests`);
await consumer.copy("tests/types_test.ts", "tests/types_test.ts");
await consumer.copy("tests/std/testing/types.ts", "types.ts");
await consumer.copy("tests/consumers/app/decorators.ts");
// These are no `.ts` files here, as Deno compiles those in its own way.
await consumer.copy("tests/consumers/app/plain.ts.txt", "plain.ts");
await consumer.copy("tests/consumers/app/legacy.ts.txt", "legacy.ts");
await consumer.write("mod.ts", 'export * from "@stamina/retry";');
await consumer.write(
  "globals.d.ts",
  `declare const Deno: {
    test(name: string, fn: () => void): void;
  };
  declare const Temporal: {
    Duration: { from(value: object): { total(unit: "milliseconds"): number } };
  };`,
);

const WORKERS = `${installed("workers-types")}/index.d.ts`;
const platforms: Record<string, { lib: string[]; files?: string[] }> = {
  "the DOM": {
    lib: ["es2023", "esnext.disposable", "dom", "dom.asynciterable"],
  },
  "ES2022 and the DOM": { lib: ["es2022", "esnext.disposable", "dom"] },
  "Workers": { lib: ["es2024", "esnext.disposable"], files: [WORKERS] },
};

for (const version of ["5.4", "5", "6", "7"]) {
  const node = installed("node-20/bin/node")!;
  const tsc = installed(`typescript-${version}/bin/tsc`);
  const compile = (config: string) =>
    consumer.run(node, tsc!, "--project", config);

  for (const [platform, { lib, files = [] }] of Object.entries(platforms)) {
    // Their types need a later version themselves.
    if (version === "5.4" && platform === "Workers") continue;

    Deno.test(`TypeScript ${version} keeps every type with ${platform}`, async () => {
      const config = await consumer.write(`tsconfig.json`, {
        compilerOptions: {
          lib,
          types: [],
          module: "nodenext",
          target: "es2022",
          strict: true,
          skipLibCheck: false,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          allowImportingTsExtensions: true,
          paths: { "@std/testing/types": ["./types.ts"] },
        },
        files: [
          "globals.d.ts",
          "tests/types_test.ts",
          "decorators.ts",
          ...files,
        ],
      });
      await compile(config);
    });
  }

  Deno.test(`TypeScript ${version} compiles with ES2022 and the DOM alone`, async () => {
    const config = await consumer.write("tsconfig.json", {
      compilerOptions: {
        lib: ["es2022", "dom"],
        types: [],
        module: "nodenext",
        target: "es2022",
        strict: true,
        skipLibCheck: false,
        noUncheckedIndexedAccess: true,
        outDir: "dist",
        rootDir: ".",
      },
      files: ["plain.ts"],
    });
    await compile(config);
  });

  Deno.test(`TypeScript ${version} refuses wrong uses of experimental decorators`, async () => {
    const config = await consumer.write("tsconfig.json", {
      compilerOptions: {
        experimentalDecorators: true,
        lib: ["es2022", "dom"],
        types: [],
        module: "nodenext",
        target: "es2022",
        strict: true,
        noEmit: true,
      },
      files: ["legacy.ts"],
    });
    await compile(config);
  });

  Deno.test(`TypeScript ${version} compiles both kinds of decorators`, async () => {
    for (const experimentalDecorators of [false, true]) {
      const config = await consumer.write("tsconfig.json", {
        compilerOptions: {
          experimentalDecorators,
          lib: ["es2022", "dom"],
          types: [],
          module: "nodenext",
          target: "es2022",
          strict: true,
          outDir: "dist",
          rootDir: ".",
        },
        files: ["decorators.ts"],
      });
      await compile(config);
      assertEquals(
        await consumer.run(node, "dist/decorators.js"),
        "loaded after 3 calls item\n",
      );
    }
  });
}
