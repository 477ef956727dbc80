import { type Consumer, makeConsumer } from "../consumers/consumer.ts";
import { outputOf } from "../tools/command.ts";
import { install, installed } from "../tools/npm.ts";
import { installIn } from "../tools/install.ts";

const HERE = new URL("./", import.meta.url);
const ROOT = new URL("../../", import.meta.url).pathname;

/** The versions of Node.js that run the tests. */
export type NodeVersion = 20 | 26;

/** A project that has the package, in both formats, and the cases to run. */
export interface Project extends Consumer {
  /** The path of a file in an installed package. */
  tool(path: string): string;
  /** The path of Node.js. */
  node(version: NodeVersion): string;
  /** Bundles a file of this folder, without the package. */
  bundle(file: string, ...flags: string[]): Promise<string>;
}

/** Makes a project. */
export async function makeProject(): Promise<Project> {
  await install();
  const tools = await installIn(HERE);
  const consumer = await makeConsumer();
  const esbuild = find("esbuild/bin/esbuild");
  const retry = `${consumer.path}/node_modules/@stamina/retry`;
  await Deno.mkdir(retry, { recursive: true });
  for (const [format, extension] of [["esm", "mjs"], ["cjs", "cjs"]]) {
    await outputOf(esbuild, [
      `${ROOT}mod.ts`,
      "--bundle",
      "--target=es2022",
      `--format=${format}`,
      `--outfile=${retry}/retry.${extension}`,
    ]);
  }
  await consumer.write("node_modules/@stamina/retry/package.json", {
    name: "@stamina/retry",
    version: "0.0.0",
    exports: { import: "./retry.mjs", require: "./retry.cjs" },
  });
  await consumer.write("package.json", { private: true });
  const project: Project = {
    ...consumer,
    tool: (path) => Deno.realPathSync(`${tools}node_modules/${path}`),
    node: (version) => find(`node-${version}/bin/node`),
    async bundle(file, ...flags) {
      const name = file.replace(/\.ts$/, "");
      const extension = flags.includes("--format=esm") ? "mjs" : "cjs";
      const target = `${consumer.path}/${name}.${extension}`;
      await outputOf(esbuild, [
        new URL(file, HERE).pathname,
        "--bundle",
        "--target=es2022",
        "--platform=node",
        "--external:@stamina/retry",
        `--outfile=${target}`,
        ...flags,
      ]);
      return target;
    },
  };
  return project;
}

function find(path: string): string {
  const found = installed(path);
  if (found === undefined) throw new Error(`${path} is not installed`);
  return found;
}
