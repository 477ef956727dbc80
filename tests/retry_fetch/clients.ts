// The clients that `docs/http.md` wires: their types in every version of
// TypeScript, and what comes of their requests.
import { assert, assertEquals } from "@std/assert";
import { makeNpmConsumer } from "../consumers/consumer.ts";
import { outputOf } from "../tools/command.ts";
import { consoles } from "../tools/consoles.ts";
import { install, installed } from "../tools/npm.ts";
import { CALLS } from "./clients/calls.ts";
import type { Came } from "./clients/program.ts";

const HERE = "tests/retry_fetch/clients/";
const CLIENTS = new URL("../clients/", import.meta.url).pathname;
// They are read when a client is made.
const ENV = { OPENAI_API_KEY: "key", ANTHROPIC_API_KEY: "key" };

await install();
await installClients();
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
await linkClients();
// It needs packages that are not there when this repository is checked.
await consumer.copy(`${HERE}app.txt`, "app.ts");
for (const name of ["calls.ts", "program.ts"]) {
  await consumer.copy(`${HERE}${name}`);
}
const page = await Deno.readTextFile("docs/http.md");
const blocks = new Map(
  [...page.matchAll(/^### (\S+)\n(?:(?!^#)[^])*?```ts ignore\n([^]*?)```/gm)]
    .map(([, name = "", code = ""]) => [name, code]),
);
const ignored = [...page.matchAll(/```ts ignore\n([^]*?)```/g)]
  .map(([, code = ""]) => code);

Deno.test("docs/http.md wires every client that is tried", () => {
  const known = Object.keys(CALLS).sort();

  assertEquals([...blocks.keys()].sort(), known);
});

for (const version of [5, 6, 7]) {
  Deno.test(`TypeScript ${version} compiles each client of docs/http.md`, async () => {
    const files = await Promise.all(ignored.map(async (code, index) => {
      await consumer.write(`block_${index}.ts`, code);
      return `block_${index}.ts`;
    }));
    const config = await consumer.write("tsconfig.json", {
      compilerOptions: {
        lib: ["es2024", "esnext.disposable", "dom", "dom.iterable"],
        types: [],
        module: "nodenext",
        target: "es2022",
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        // The types of some clients need those of Node.js.
        skipLibCheck: true,
      },
      files,
    });
    const tsc = installed(`typescript-${version}/bin/tsc`)!;
    await consumer.run(
      installed("node-20/bin/node")!,
      tsc,
      "--project",
      config,
    );
  });
}

for (const { name, command, args } of consoles()) {
  Deno.test({
    name: `${name} retries through each client of docs/http.md`,
    ignore: command === undefined,
    async fn() {
      const came = await run(command!, args, blocks);

      const wrong = came.filter((it) => !isRight(it));
      assertEquals(wrong, []);
      assertEquals(came.length, 4 * blocks.size);
    },
  });
}

Deno.test("retries of a client multiply with these if they are left on", async () => {
  const [node] = consoles().filter(({ name }) => name === "Node.js 20");
  const left = new Map<string, string>();
  for (const [name, { off }] of Object.entries(CALLS)) {
    if (off === undefined) continue;
    const code = blocks.get(name)!;
    assert(off.test(code), `docs/http.md leaves the retries of ${name} on`);
    left.set(name, code.replace(off, ""));
  }

  const came = await run(node!.command!, node!.args, left, "503 for good");

  assertEquals(
    came.map(({ client, requests }) => [client, requests]),
    came.map(({ client }) => [client, CALLS[client]!.multiplied]),
  );
});

function isRight(
  { client, scenario, outcome, requests, different }: Came,
): boolean {
  const { outcome: toOutcome } = CALLS[client]!;
  const [expected, count] = scenario === "404"
    ? [toOutcome(404), 1]
    : scenario === "503 for good"
    ? [toOutcome(503), 3]
    : ["ok", 3];
  return outcome === expected && requests === count && different === 1;
}

/** Bundles clients, runs the program with them, and returns what it prints. */
async function run(
  command: string,
  args: readonly string[],
  codes: ReadonlyMap<string, string>,
  only?: string,
): Promise<Came[]> {
  const names = [...codes.keys()].filter((name) => name in CALLS);
  const imports = await Promise.all(names.map(async (name, index) => {
    let code = codes.get(name)!;
    if (name === "@apollo/client") {
      code += 'export { gql } from "@apollo/client";';
    }
    await consumer.write(`client_${index}.ts`, code);
    return `import * as client${index} from "./client_${index}.ts";`;
  }));
  const modules = names.map((name, index) => `"${name}": client${index}`);
  await consumer.write(
    "entry.ts",
    `${imports.join("\n")}
    import { run } from "./program.ts";
    await run({ ${modules} }, ${JSON.stringify(only)});`,
  );
  const program = `${consumer.path}/entry.mjs`;
  await consumer.run(
    installed("esbuild/bin/esbuild")!,
    "entry.ts",
    "--bundle",
    "--format=esm",
    "--platform=node",
    "--keep-names",
    "--log-level=error",
    "--banner:js=import { createRequire } from 'node:module';" +
      "const require = createRequire(import.meta.url);" +
      // Supabase wants one, which Node.js 20 lacks.
      "globalThis.WebSocket ??= class {};",
    `--outfile=${program}`,
  );
  const output = await outputOf(command, [...args, program], { env: ENV });
  const line = output.split("\n").find((it) => it.startsWith("result "));
  return JSON.parse(line!.slice("result ".length));
}

async function installClients(): Promise<void> {
  try {
    await Deno.stat(`${CLIENTS}node_modules`);
  } catch {
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    await outputOf("npm", args, {
      cwd: CLIENTS,
      signal: AbortSignal.timeout(600_000),
    });
  }
}

/** Lets the project find them where they are installed. */
async function linkClients(): Promise<void> {
  const text = await Deno.readTextFile(`${CLIENTS}package.json`);
  const modules = `${consumer.path}/node_modules`;
  for (const name of Object.keys(JSON.parse(text).dependencies)) {
    const path = `${modules}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.symlink(`${CLIENTS}node_modules/${name}`, path);
  }
}
