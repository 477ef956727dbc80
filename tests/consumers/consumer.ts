import { outputOf } from "../tools/command.ts";
import { tempDir } from "../tools/temp_dir.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A project in a folder of its own, which has installed the package. */
export interface Consumer extends AsyncDisposable {
  readonly path: string;
  /** Where the package's tarball is. */
  readonly tarball: string;
  /** Copies a file of this repository into the project, and returns its path. */
  copy(file: string, name?: string): Promise<string>;
  /** Writes a file into the project, and returns its path. */
  write(name: string, content: string | object): Promise<string>;
  /** Runs a command in it, and returns what that prints. */
  run(command: string, ...args: string[]): Promise<string>;
}

/** Makes an empty project. */
export async function makeConsumer(): Promise<Consumer> {
  const folder = await tempDir();
  const { path } = folder;
  return {
    path,
    tarball: `${path}/package.tgz`,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    async copy(file, name = file.slice(file.lastIndexOf("/") + 1)) {
      await Deno.copyFile(`${ROOT}${file}`, `${path}/${name}`);
      return `${path}/${name}`;
    },
    async write(name, content) {
      const text = typeof content === "string"
        ? content
        : JSON.stringify(content);
      await Deno.writeTextFile(`${path}/${name}`, text);
      return `${path}/${name}`;
    },
    run: (command, ...args) => outputOf(command, args, { cwd: path }),
  };
}

/**
 * Makes a project that has the package from an npm tarball: that which
 * `NPM_TARBALL` names, or one that is built for it.
 *
 * @param type What the project's own `.js` files are.
 */
export async function makeNpmConsumer(
  type: "commonjs" | "module" = "module",
): Promise<Consumer> {
  const consumer = await makeConsumer();
  const { tarball } = consumer;
  const packed = Deno.env.get("NPM_TARBALL");
  if (packed) await Deno.copyFile(packed, tarball);
  else await pack(consumer);
  await consumer.write("package.json", { private: true, type });
  await consumer.run("npm", "install", "--offline", tarball);
  return consumer;
}

async function pack({ path, tarball, run }: Consumer): Promise<void> {
  const build = ["run", "-A", "tests/tools/build_npm.ts", `${path}/package`];
  await outputOf(Deno.execPath(), build, { cwd: ROOT });
  const file = await run("npm", "pack", "--silent", "./package");
  await Deno.rename(`${path}/${file.trim()}`, tarball);
  await Deno.remove(`${path}/package`, { recursive: true });
}
