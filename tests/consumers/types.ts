// What TypeScript makes of the types in the tarball: `tests/types_test.ts` is
// compiled with each version of it, and with the types of one platform only. The
// declarations in the tarball are checked, too, as `skipLibCheck` is off.
import { assertEquals } from "@std/assert";
import { makeNpmConsumer } from "./consumer.ts";
import { installTools, nodes, tool } from "./tools.ts";

await installTools();
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

const WORKERS = tool("workers-types/index.d.ts");
const platforms: Record<string, { lib: string[]; files?: string[] }> = {
  "the DOM": {
    lib: ["es2023", "esnext.disposable", "dom", "dom.asynciterable"],
  },
  "ES2022 and the DOM": { lib: ["es2022", "esnext.disposable", "dom"] },
  "Workers": { lib: ["es2024", "esnext.disposable"], files: [WORKERS] },
};

const WAYS = {
  "node16": { module: "node16" },
  "nodenext": { module: "nodenext" },
  "a bundler": { module: "preserve", moduleResolution: "bundler" },
};
// The same program, as CommonJS and as an ES module.
const PROGRAMS = { "typed.cts": "typed.cjs", "typed.mts": "typed.mjs" };
for (const name of Object.keys(PROGRAMS)) {
  await consumer.copy("tests/consumers/app/typed.ts", name);
}

for (const version of ["5.4", "5", "6", "7"]) {
  const node = nodes()[20];
  const tsc = tool(`typescript-${version}/bin/tsc`);
  const compile = (config: string) =>
    consumer.run(node, tsc, "--project", config);

  for (const [way, options] of Object.entries(WAYS)) {
    Deno.test(`TypeScript ${version} takes the package for ${way}, with the least of libraries`, async () => {
      const outDir = `dist-${version}-${options.module}`;
      const config = await consumer.write("tsconfig.json", {
        compilerOptions: {
          ...options,
          lib: ["es2022", "dom"],
          types: [],
          skipLibCheck: false,
          target: "es2022",
          strict: true,
          outDir,
          rootDir: ".",
        },
        files: Object.keys(PROGRAMS),
      });

      await compile(config);

      for (const program of Object.values(PROGRAMS)) {
        // Bundlers take what they are given.
        if (options.module === "preserve") continue;
        assertEquals(
          await consumer.run(node, `${outDir}/${program}`),
          "loaded after 3 calls 1,2 1 1 100\n",
        );
      }
    });
  }

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
