/** Where the runtimes and tools from npm are, once installed. */
export const NPM: string = new URL("../npm/", import.meta.url).pathname;

const MODULES = `${NPM}node_modules`;
const STAMP = `${MODULES}/.installed`;

/** Installs what `tests/npm/package-lock.json` names, unless it is there. */
export async function install(): Promise<void> {
  const wanted = await Deno.readTextFile(`${NPM}package-lock.json`);
  const found = await Deno.readTextFile(STAMP).catch(() => undefined);
  if (wanted === found) return;

  console.error("Installing runtimes and tools from npm …");
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const { success } = await new Deno.Command(npm, {
    args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    cwd: NPM,
    stdout: "null",
  }).spawn().status;
  if (!success) throw new Error("npm ci failed");
  await Deno.writeTextFile(STAMP, wanted);
}

/** The path of a file in an installed package, if it is there. */
export function installed(path: string): string | undefined {
  try {
    return Deno.realPathSync(`${MODULES}/${path}`);
  } catch {
    return undefined;
  }
}

/** The path of Bun, if it is installed. */
export function findBun(): string | undefined {
  const { os, arch } = Deno.build;
  const cpu = arch === "x86_64" ? "x64" : arch;
  return installed(`@oven/bun-${os}-${cpu}/bin/bun`);
}
