/**
 * Installs what the `package-lock.json` in a folder names, unless it is there.
 *
 * @param folder The folder, which ends with a slash.
 * @returns Its path.
 */
export async function installIn(folder: URL): Promise<string> {
  const path = folder.pathname;
  const stamp = `${path}node_modules/.installed`;
  const wanted = await Deno.readTextFile(`${path}package-lock.json`);
  const found = await Deno.readTextFile(stamp).catch(() => undefined);
  if (wanted === found) return path;

  console.error(`Installing into ${path} from npm …`);
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const { success } = await new Deno.Command(npm, {
    args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    cwd: path,
    stdout: "null",
  }).spawn().status;
  if (!success) throw new Error("npm ci failed");
  await Deno.writeTextFile(stamp, wanted);
  return path;
}
