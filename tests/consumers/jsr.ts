// What those do who take the package from JSR, offline.
import { assertEquals } from "@std/assert";
import { makeConsumer } from "./consumer.ts";
import { serveRegistry } from "./registry.ts";

const OUTPUT = "loaded after 3 calls\n";
const IMPORT = { "@stamina/retry": "jsr:@stamina/retry" };

Deno.test("a project can link a clone of the package", async () => {
  await using consumer = await makeConsumer();
  const app = await consumer.copy("tests/consumers/app/main.js");
  const root = new URL("../../", import.meta.url).pathname;
  await consumer.write("deno.json", {
    imports: IMPORT,
    links: [root],
    lock: false,
  });

  assertEquals(await consumer.run(Deno.execPath(), "run", app), OUTPUT);
});

Deno.test("a project gets the package from a registry", async () => {
  await using consumer = await makeConsumer();
  await using registry = await serveRegistry();
  await consumer.copy("tests/consumers/app/main.js");
  await consumer.write("deno.json", { imports: IMPORT });
  const run = (...args: string[]) =>
    consumer.run(
      "env",
      `JSR_URL=${registry.url}`,
      `DENO_DIR=${consumer.path}/cache`,
      Deno.execPath(),
      ...args,
    );

  assertEquals(await run("run", "main.js"), OUTPUT);
  // The decorators' types go through the registry, too.
  await consumer.copy("tests/consumers/app/decorators.ts");
  assertEquals(
    await run("run", "--check", "decorators.ts"),
    "loaded after 3 calls item\n",
  );
  assertEquals(
    await run(
      "eval",
      'import { retry } from "jsr:@stamina/retry"; console.log(retry.name)',
    ),
    "retry\n",
  );
});
