import { findChromium, startChromium } from "../tools/chromium.ts";
import { findCommand, outputOf } from "../tools/command.ts";
import { findBun, installed, NPM } from "../tools/npm.ts";
import type { Report } from "./suite.ts";

/** What one runtime did. */
export interface Outcome extends Report {
  version: string;
}

/** The suite, built for runtimes that take no TypeScript or no decorators. */
export interface Bundles {
  /** A module that prints the report. */
  console: string;
  /** A module that is a Worker. */
  worker: string;
  /** A script that sets the global `suite`. */
  script: string;
}

/** Runs the suite in one runtime, if that is installed. */
type Runtime = (bundles: Bundles) => Promise<Outcome | undefined>;

const ADAPTERS = new URL("adapters/", import.meta.url).pathname;
const SOURCE = `${ADAPTERS}console.ts`;

/** Every runtime that the package is for. */
export const runtimes: Record<string, Runtime> = {
  "Deno": () => run(Deno.execPath(), ["run", SOURCE], Deno.version.deno),
  "Bun": () => run(findBun(), [SOURCE]),
  "Node.js 20": (bundles) =>
    run(installed("node-20/bin/node"), [bundles.console]),
  "Node.js 26": (bundles) =>
    run(installed("node-26/bin/node"), [bundles.console]),
  "workerd": runWorkerd,
  "miniflare": ({ worker }) => runOnNode("miniflare", worker),
  "@edge-runtime/vm": ({ script }) => runOnNode("@edge-runtime/vm", script),
  "Chromium": runChromium,
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

async function runWorkerd({ worker }: Bundles): Promise<Outcome | undefined> {
  const workerd = installed("workerd/bin/workerd");
  if (workerd === undefined) return undefined;
  const folder = worker.slice(0, worker.lastIndexOf("/"));
  const config = `${folder}/workerd.capnp`;
  await Deno.copyFile(`${ADAPTERS}workerd.capnp`, config);
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
): Promise<Outcome | undefined> {
  const node = await findCommand("node");
  const program = `${NPM}${name.split("/").at(-1)}.mjs`;
  return await run(node, [program, bundle], await versionOf(name));
}

async function runChromium({ script }: Bundles): Promise<Outcome | undefined> {
  const path = await findChromium();
  if (path === undefined) return undefined;
  const browser = await startChromium(path);
  try {
    const [, version = ""] = (await browser.version()).split("/");
    const page = await browser.newPage();
    await page.addScriptTag({ path: script });
    const report = await page.evaluate("suite.runAll()");
    return { version, ...report as Report };
  } finally {
    await browser.close();
  }
}
