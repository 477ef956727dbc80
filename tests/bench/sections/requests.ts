import { toTable } from "../../simulation/table.ts";
import { bundle } from "../../tools/bundle.ts";
import { outputOf } from "../../tools/command.ts";
import { median, toRatio, toTime } from "../figures.ts";
import type { Requests } from "../requests.ts";
import {
  type Bench,
  inEach,
  type Section,
  type Told,
  withConsole,
} from "../section.ts";

const HERE = new URL("../", import.meta.url).pathname;
const CLIENTS = new URL("../../clients/", import.meta.url).pathname;

/** How long requests take on this machine, in turns with the least that can be. */
export const REQUESTS: Section<Told<Requests[]>[]> = {
  title: "Requests",
  about:
    `Requests to a server on this machine, one after the other, whose bodies are
read. Each is the median of 80 rounds. In each round, all rows were measured one
after the other, and the ratio is the median of their ratios to the first row,
which is the least that a deadline takes.`,

  async measure(bench) {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("Hello!"),
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const program = await bundleRequests(bench);
    return await inEach(
      withConsole(bench),
      (runtime) =>
        runtime.measure<Requests[]>(
          { console: program, worker: "" },
          { what: "requests", who: url },
        ),
    );
  },

  tell(told) {
    const names = new Set(
      told.flatMap(({ figures }) => figures.map(({ name }) => name)),
    );
    const rows = [...names].map((name) => [
      name,
      ...told.map(({ figures }) => {
        const ns = figures.find((found) => found.name === name)?.ns ?? [];
        if (ns.length === 0) return "–";
        return `${toTime(median(ns))} (${toRatio(ns, figures[0]!.ns)})`;
      }),
    ]);
    return `${toTable(["", ...told.map(({ runtime }) => runtime)], rows)}\n`;
  },
};

/** Bundles the program, with the clients that it measures. */
async function bundleRequests({ folder }: Bench): Promise<string> {
  await installClients();
  const source = `${folder}/requests.ts`;
  const target = `${folder}/requests.mjs`;
  const names = ["axios", "fetchRetry", "got", "ky"];
  await Deno.writeTextFile(
    source,
    `import axios from "axios";
    import fetchRetry from "fetch-retry";
    import got from "got-14";
    import ky from "ky";
    import { ofetch } from "ofetch";
    import * as undici from "undici-7";
    import { measureRequests } from "${HERE}requests.ts";
    const { who } = JSON.parse(process.argv.at(-1));
    const clients = { ${names}, ofetch, undici };
    const result = await measureRequests(who, clients);
    console.log("result " + JSON.stringify(result));
    process.exit();`,
  );
  Deno.env.set("NODE_PATH", `${CLIENTS}node_modules`);
  await bundle(
    source,
    target,
    "--format=esm",
    "--platform=node",
    // What is CommonJS asks for parts of Node.js.
    "--banner:js=import { createRequire } from 'node:module';" +
      "const require = createRequire(import.meta.url);",
  );
  return target;
}

async function installClients(): Promise<void> {
  try {
    await Deno.stat(`${CLIENTS}node_modules`);
  } catch {
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const signal = AbortSignal.timeout(600_000);
    await outputOf("npm", args, { cwd: CLIENTS, signal });
  }
}
