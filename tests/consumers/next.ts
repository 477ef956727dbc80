// What Next.js makes of the package, in both of its runtimes.
import { assertEquals } from "@std/assert";
import { delay } from "@std/async";
import { outputOf } from "../tools/command.ts";
import { makeNpmConsumer } from "./consumer.ts";
import { CONSUMERS, installTools, nodes } from "./tools.ts";

const ENV = { NEXT_TELEMETRY_DISABLED: "1", CI: "1" };
const BUILD_TIMEOUT = 300_000;
const START_TIMEOUT = 60_000;

await installTools();
const node = nodes()[26];
const consumer = await makeNpmConsumer();
Deno.test.afterAll(async () => await consumer[Symbol.asyncDispose]());
// Next.js has to be in the project, and takes no links: these are the same files.
await outputOf("cp", [
  "--archive",
  "--link",
  "--no-clobber",
  `${CONSUMERS}node_modules`,
  consumer.path,
]);
const next = `${consumer.path}/node_modules/next/dist/bin/next`;
const route = await Deno.readTextFile(
  new URL("app/route.js", import.meta.url),
);

/** Writes a route for each runtime, and the page that an application must have. */
async function writeApp(): Promise<void> {
  for (const runtime of ["edge", "nodejs"]) {
    await Deno.mkdir(`${consumer.path}/app/${runtime}`, { recursive: true });
    await consumer.write(
      `app/${runtime}/route.js`,
      `${route}\nexport const runtime = "${runtime}";\n`,
    );
  }
  await consumer.write(
    "app/layout.js",
    "export default ({ children }) => <html><body>{children}</body></html>;",
  );
  await consumer.write(
    "app/page.js",
    `import { retry } from "@stamina/retry";
    export default () => <p>{retry.name}</p>;`,
  );
}

async function serve(): Promise<{ url: string } & AsyncDisposable> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const child = new Deno.Command(node, {
    args: [next, "start", "--hostname=127.0.0.1", `--port=${port}`],
    cwd: consumer.path,
    env: ENV,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const end = Date.now() + START_TIMEOUT;
  while (!await answers(url)) {
    if (Date.now() > end) throw new Error("Next.js does not listen");
    await delay(200);
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch {
    return false;
  }
}

Deno.test("Next.js runs the package in its edge and Node.js runtimes", async () => {
  await writeApp();
  await outputOf(node, [next, "build"], {
    cwd: consumer.path,
    env: ENV,
    signal: AbortSignal.timeout(BUILD_TIMEOUT),
  });

  await using server = await serve();

  for (const runtime of ["edge", "nodejs"]) {
    const response = await fetch(`${server.url}/${runtime}`);
    assertEquals(await response.text(), "loaded after 3 calls\n", runtime);
  }
});
