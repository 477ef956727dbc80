import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

// With it, esbuild would leave a worker behind.
Deno.env.set("ESBUILD_WORKER_THREADS", "0");
const { buildSync } = await import("npm:esbuild@0.28.2");

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles and minifies a module in the root of the repository. */
export function codeOf(
  text: string,
  alias: Record<string, string> = {},
): Uint8Array {
  const { outputFiles } = buildSync({
    stdin: { contents: text, resolveDir: ROOT },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    nodePaths: [`${ROOT}tests/npm/node_modules`],
    alias,
  });
  return outputFiles[0]!.contents;
}

/**
 * Tells the size of a module in bytes: minified, and compressed with Brotli.
 *
 * @param text The module, in the root of the repository.
 * @param alias Where other packages are.
 */
export function sizeOf(
  text: string,
  alias: Record<string, string> = {},
): { minified: number; brotli: number } {
  const code = codeOf(text, alias);
  return { minified: code.length, brotli: brotliCompressSync(code).length };
}
