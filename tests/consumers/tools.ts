import { assert } from "@std/assert";
import { install, installed } from "../tools/npm.ts";

/** Where the bundlers and frameworks are, and the programs that run them. */
export const CONSUMERS: string = new URL("npm/", import.meta.url).pathname;

/** Installs the runtimes and tools from npm, bundlers and frameworks included. */
export async function installTools(): Promise<void> {
  await install();
  await install(CONSUMERS);
}

/** The path of a file in a package of either, which must be there. */
export function tool(path: string): string {
  const found = installed(path) ?? installed(path, CONSUMERS);
  assert(found, `${path} is not installed`);
  return found;
}

/** The versions of Node.js. */
export function nodes(): { 20: string; 26: string } {
  return { 20: tool("node-20/bin/node"), 26: tool("node-26/bin/node") };
}
