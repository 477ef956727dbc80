// Bundles one module after the other: node bundle.mjs <bundler> <file> …
//
// It prints a line of JSON: the path of each bundle, in a folder beside the file.
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { rollup } from "rollup";
import { build } from "vite";
import webpack from "webpack";

const bundlers = {
  esbuild(entry, outfile) {
    buildSync({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      outfile,
      logLevel: "error",
    });
  },

  // It resolves no packages and minifies nothing by itself.
  async rollup(entry, file) {
    const bundle = await rollup({
      input: entry,
      plugins: [{
        name: "resolve",
        resolveId: (id, importer) =>
          id === "@stamina/retry"
            ? join(dirname(importer), "node_modules/@stamina/retry/mod.js")
            : null,
      }],
    });
    await bundle.write({ file, format: "es" });
    await bundle.close();
    buildSync({
      entryPoints: [file],
      allowOverwrite: true,
      minify: true,
      target: "es2022",
      outfile: file,
      logLevel: "error",
    });
  },

  async vite(entry, file) {
    await build({
      configFile: false,
      root: dirname(entry),
      logLevel: "error",
      build: {
        target: "es2022",
        outDir: dirname(file),
        emptyOutDir: false,
        lib: { entry, formats: ["es"], fileName: () => basename(file) },
        minify: true,
        rolldownOptions: { output: { minify: true } },
      },
    });
  },

  webpack(entry, file) {
    const compiler = webpack({
      mode: "production",
      target: ["web", "es2022"],
      context: dirname(entry),
      entry,
      experiments: { outputModule: true },
      output: {
        path: dirname(file),
        filename: basename(file),
        module: true,
        library: { type: "module" },
      },
    });
    return new Promise((resolve, reject) =>
      compiler.run((error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? stats.toString());
        else compiler.close(resolve);
      })
    );
  },
};

const [name, ...entries] = process.argv.slice(2);
const files = [];
for (const entry of entries) {
  const file = join(dirname(entry), name, basename(entry));
  await bundlers[name](entry, file);
  files.push(file);
}
console.log(JSON.stringify(files));
