// Runs each program of docs/moving.md, before and after, with the real packages,
// against a server whose first answer to each is a 503.
import { assert, assertEquals } from "@std/assert";
import { installIn } from "../tools/install.ts";
import { tempDir } from "../tools/temp_dir.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGE = "docs/moving.md";
// Neither is on npm.
const ELSEWHERE = ["@std/async", "stamina for Python"];

interface Program {
  readonly name: string;
  readonly code: string;
}

const folder = await installIn(new URL("./", import.meta.url));
const page = await Deno.readTextFile(new URL(PAGE, ROOT));
const programs = page.replaceAll("\r\n", "\n").split("\n## ").slice(1)
  .flatMap(programsIn);

function programsIn(section: string): Program[] {
  const [title = ""] = section.split("\n");
  return [...section.matchAll(/```(?:js|ts)( ignore)?\n(.*?)```/gs)]
    .map(([, mark, code = ""], index) => ({
      name: `${title}, block ${index + 1}`,
      code,
      isBefore: mark && !code.includes("@stamina/retry"),
    }))
    .filter(({ isBefore }) => !isBefore || !ELSEWHERE.includes(title));
}

/** Runs a program, and tells what it has printed and asked the server for. */
async function run(
  { code }: Program,
): Promise<{ out: string; asked: string[] }> {
  const asked: string[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ method, url }) => {
      const { pathname } = new URL(url);
      asked.push(`${method} ${pathname}`);
      return asked.length === 1
        ? new Response("not yet", { status: 503 })
        : new Response(`the answer of ${pathname}`);
    },
  );
  await using temp = await tempDir();
  await Deno.symlink(`${folder}node_modules`, `${temp.path}/node_modules`);
  await Deno.copyFile(`${folder}package.json`, `${temp.path}/package.json`);
  const imports = { "@stamina/retry": new URL("mod.ts", ROOT).href };
  await Deno.writeTextFile(
    `${temp.path}/deno.json`,
    JSON.stringify({ imports, nodeModulesDir: "manual" }),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  await Deno.writeTextFile(
    `${temp.path}/program.ts`,
    code.replaceAll("https://example.com", origin),
  );

  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "program.ts"],
    cwd: temp.path,
  }).output();

  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  assert(success, text(stderr));
  return { out: text(stdout), asked };
}

Deno.test(`${PAGE} shows a program before and after for each package`, () => {
  // Two blocks each, three for ky and axios-retry, and none before for the others.
  assertEquals(programs.length, 5 * 2 + 2 * 3 - 2 + 1 + 2);
});

for (const program of programs) {
  Deno.test(`${program.name} gets the second answer`, async () => {
    const { out, asked } = await run(program);

    assertEquals(asked, ["GET /users/42", "GET /users/42"]);
    assertEquals(out, "the answer of /users/42");
  });
}
