// The handlers in `examples`, in the runtimes that they are for.
import { assertEquals } from "@std/assert";
import { delay } from "@std/async";
import { findChromium, startChromium } from "../tools/browsers.ts";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { needs } from "../tools/needs.ts";
import { findBun, install, installed } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { startServer, Upstream } from "./servers.ts";

await install();

// The first waits of the handlers, at their longest: 1.1 s, and 1.2 s.
const TWO_WAITS = 2_300;

function pathOf(file: string): string {
  return new URL(`../../${file}`, import.meta.url).pathname;
}

Deno.test("a client that goes away ends the retries of Deno.serve", async () => {
  const flags = ["run", "--allow-env", "--allow-net"];
  await testServer(Deno.execPath(), [
    ...flags,
    pathOf("examples/deno_serve.ts"),
  ]);
});

const bun = findBun();
Deno.test({
  ...needs(
    bun !== undefined,
    "Bun",
    "a client that goes away ends the retries of Bun.serve",
  ),
  async fn() {
    await using folder = await tempDir();
    const program = `${folder.path}/server.js`;
    await bundle(
      pathOf("examples/bun_serve.ts"),
      program,
      "--platform=node",
      "--format=esm",
    );
    await testServer(bun!, [program]);
  },
});

Deno.test("a client that goes away ends the retries of a Worker", async () => {
  await using folder = await tempDir();
  const worker = pathOf("tests/runtimes/worker");
  const programs = {
    client: `${worker}/client.ts`,
    example: pathOf("examples/worker.ts"),
    upstream: `${worker}/upstream.ts`,
  };
  for (const [name, source] of Object.entries(programs)) {
    await bundle(source, `${folder.path}/${name}.js`, "--format=esm");
  }
  const config = `${folder.path}/config.capnp`;
  await Deno.copyFile(`${worker}/config.capnp`, config);

  await outputOf(installed("workerd/bin/workerd")!, ["test", config]);
});

const chromium = await findChromium();
Deno.test({
  ...needs(
    chromium !== undefined,
    "Chromium",
    "a click ends the retries of a page",
  ),
  async fn() {
    await using folder = await tempDir();
    await bundle(pathOf("examples/page.js"), `${folder.path}/page.js`);
    await Deno.copyFile(
      pathOf("examples/page.html"),
      `${folder.path}/page.html`,
    );
    await using upstream = new Upstream(folder.path);
    const browser = (await startChromium())!;
    try {
      const page = await browser.newPage();
      await page.goto(`${upstream.url}page.html`);
      const shows = (text: string) =>
        page.waitForFunction(`result.value.includes("${text}")`);

      upstream.failures = 2;
      await page.click("#load");
      await shows("Hello!");
      assertEquals(upstream.requests, 3);

      upstream.failures = Infinity;
      upstream.requests = 0;
      await page.click("#load");
      await page.waitForFunction("log.children.length === 1");
      await page.click("#stop");
      await shows("Stopped");
      const screenshot = Deno.env.get("SCREENSHOT");
      if (screenshot) {
        await page.screenshot({ path: screenshot as `${string}.png` });
      }
      await delay(TWO_WAITS);
      assertEquals(upstream.requests, 1);
    } finally {
      await browser.close();
    }
  },
});

/** Tests a server that gets its texts from a flaky one. */
async function testServer(command: string, args: string[]): Promise<void> {
  await using upstream = new Upstream();
  await using server = await startServer(command, args, {
    UPSTREAM: upstream.url,
  });

  upstream.failures = 1;
  const response = await fetch(server.url);
  assertEquals(await response.text(), "Hello!");
  assertEquals(upstream.requests, 2);

  upstream.failures = Infinity;
  upstream.requests = 0;
  const controller = new AbortController();
  const aborted = fetch(server.url, controller).catch(({ name }) => name);
  while (upstream.requests === 0) await delay(5);
  controller.abort();
  assertEquals(await aborted, "AbortError");
  await delay(TWO_WAITS);
  assertEquals(upstream.requests, 1);
}
