/** Where the runtimes and tools from npm are, once installed. */
export const NPM: string = new URL("../npm/", import.meta.url).pathname;

/**
 * Installs what `package-lock.json` in a folder names, unless it is there.
 *
 * @param folder Where that is, with a slash at its end.
 */
export async function install(folder: string = NPM): Promise<void> {
  const stamp = `${folder}node_modules/.installed`;
  const wanted = await Deno.readTextFile(`${folder}package-lock.json`);
  const found = await Deno.readTextFile(stamp).catch(() => undefined);
  if (wanted === found) return;

  console.error("Installing runtimes and tools from npm …");
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const { success } = await new Deno.Command(npm, {
    args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    cwd: folder,
    stdout: "null",
  }).spawn().status;
  if (!success) throw new Error("npm ci failed");
  await Deno.writeTextFile(stamp, wanted);
}

/** The path of a file in an installed package, if it is there. */
export function installed(
  path: string,
  folder: string = NPM,
): string | undefined {
  try {
    return Deno.realPathSync(`${folder}node_modules/${path}`);
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
