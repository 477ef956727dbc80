import { outputOf } from "./command.ts";
import { installed } from "./npm.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).pathname;

/**
 * Bundles a program for runtimes that take neither TypeScript nor decorators.
 *
 * @param flags More flags of esbuild.
 */
export async function bundle(
  source: string,
  target: string,
  ...flags: string[]
): Promise<void> {
  const esbuild = installed("esbuild/bin/esbuild");
  if (esbuild === undefined) throw new Error("esbuild is not installed");
  await outputOf(esbuild, [
    source,
    "--bundle",
    "--target=es2022",
    `--alias:@stamina/retry=${MODULE}`,
    "--log-level=error",
    `--outfile=${target}`,
    ...flags,
  ]);
}
