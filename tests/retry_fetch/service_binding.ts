// A `fetch` that retries, at module scope of a Worker, for requests to a service
// that is bound to it.
import { assertEquals } from "@std/assert";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { install, installed } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "SERVICE", service = "main")],
))]);
`;

await install();

Deno.test("one retryFetch() serves many requests of a Worker, by a service binding", async () => {
  await using folder = await tempDir();
  const source = new URL("worker.ts", import.meta.url).pathname;
  await bundle(source, `${folder.path}/worker.mjs`, "--format=esm");
  const config = `${folder.path}/config.capnp`;
  await Deno.writeTextFile(config, CONFIG);

  const output = await outputOf(
    installed("workerd/bin/workerd")!,
    ["test", config],
  );

  const line = output.split("\n").find((it) => it.startsWith("result "));
  assertEquals(JSON.parse(line!.slice("result ".length)), {
    bodies: Array(3).fill(Array(3).fill("PUT body")),
    requests: 27,
  });
});
