import type { Browser } from "npm:puppeteer-core@25.16.0";
import { startChromium, startFirefox } from "../tools/browsers.ts";
import { findCommand, outputOf } from "../tools/command.ts";
import { findBun, installed, NPM } from "../tools/npm.ts";
import type { Report } from "./suite.ts";

/** What one runtime did. */
export interface Outcome extends Report {
  version: string;
}

/** What a runtime needs to run the suite, where it takes no TypeScript. */
export interface Setup {
  /** The address of a server of `serveFaults`. */
  faults: string;
  /** A module that prints the report. */
  console: string;
  /** A module that is a Worker. */
  worker: string;
  /** A script that sets the global `suite`. */
  script: string;
}

/** Runs the suite in one runtime, if that is installed. */
type Runtime = (setup: Setup) => Promise<Outcome | undefined>;

const ADAPTERS = new URL("adapters/", import.meta.url).pathname;
const SOURCE = `${ADAPTERS}console.ts`;

/** Every runtime that the package is for. */
export const runtimes: Record<string, Runtime> = {
  "Deno": ({ faults }) =>
    run(
      Deno.execPath(),
      ["run", "--allow-net", SOURCE, faults],
      Deno.version.deno,
    ),
  "Bun": ({ faults }) => run(findBun(), [SOURCE, faults]),
  "Node.js 20": ({ console, faults }) =>
    run(installed("node-20/bin/node"), [console, faults]),
  "Node.js 26": ({ console, faults }) =>
    run(installed("node-26/bin/node"), [console, faults]),
  "workerd": runWorkerd,
  "miniflare": ({ worker, faults }) => runOnNode("miniflare", worker, faults),
  "@edge-runtime/vm": ({ script, faults }) =>
    runOnNode("@edge-runtime/vm", script, faults),
  "Chromium": (setup) => runBrowser(startChromium, setup),
  "Firefox": (setup) => runBrowser(startFirefox, setup),
};

async function run(
  command: string | undefined,
  args: string[],
  version?: string,
): Promise<Outcome | undefined> {
  if (command === undefined) return undefined;
  version ??= (await outputOf(command, ["--version"])).trim().replace("v", "");
  return { version, ...toReport(await outputOf(command, args)) };
}

function toReport(output: string): Report {
  const line = output.split("\n").find((line) => line.startsWith('{"passed"'));
  if (line === undefined) throw new Error(`No report: ${output}`);
  return JSON.parse(line);
}

async function runWorkerd(
  { worker, faults }: Setup,
): Promise<Outcome | undefined> {
  const workerd = installed("workerd/bin/workerd");
  if (workerd === undefined) return undefined;
  const folder = worker.slice(0, worker.lastIndexOf("/"));
  const config = `${folder}/workerd.capnp`;
  await Deno.copyFile(`${ADAPTERS}workerd.capnp`, config);
  await Deno.writeTextFile(`${folder}/faults.txt`, faults);
  const outcome = await run(workerd, ["test", config]);
  const version = await versionOf("workerd");
  return outcome && { ...outcome, version };
}

async function versionOf(name: string): Promise<string> {
  const path = installed(`${name}/package.json`) ?? "";
  return JSON.parse(await Deno.readTextFile(path)).version;
}

/** What has no command of its own runs on Node.js, by a program in `tests/npm`. */
async function runOnNode(
  name: string,
  bundle: string,
  faults: string,
): Promise<Outcome | undefined> {
  const node = await findCommand("node");
  const program = `${NPM}${name.split("/").at(-1)}.mjs`;
  return await run(node, [program, bundle, faults], await versionOf(name));
}

async function runBrowser(
  start: () => Promise<Browser | undefined>,
  { script, faults }: Setup,
): Promise<Outcome | undefined> {
  const browser = await start();
  if (browser === undefined) return undefined;
  try {
    const [, version = ""] = (await browser.version()).split("/");
    const page = await browser.newPage();
    await page.goto(faults);
    await page.addScriptTag({ content: await Deno.readTextFile(script) });
    const report = await page.evaluate(`suite.runAll("${faults}")`);
    return { version, ...report as Report };
  } finally {
    await browser.close();
  }
}
