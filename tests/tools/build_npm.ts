// Builds the package for npm in `dist/npm`: ES modules, CommonJS, and the types of
// both. With the path of a folder, it is built there.
import { createRequire } from "node:module";
import { outputOf } from "./command.ts";
import { install, installed } from "./npm.ts";

const ROOT = new URL("../../", import.meta.url);
const TARGET = new URL(`${Deno.args[0] ?? "dist/npm"}/`, ROOT);
const MODULE = "mod.ts";
const KINDS = [
  { format: "esm", js: "js", types: "d.ts" },
  { format: "cjs", js: "cjs", types: "d.cts" },
] as const;
// What a declaration imports from another file, and no line of a doc comment.
const IMPORTED = /(?<=^(?!\s*\*).*["'])(\.{1,2}\/[^"']+)\.ts(?=["'])/gm;

// TypeScript declares a static method with a computed name as a property, too.
const DECLARED_TWICE = /^ +(static \[[\w.]+\]): .*;\n(?=[^]*^ +\1\()/gm;

const config: { name: string; version: string; license: string } = JSON.parse(
  read("deno.json"),
);

// Only the workflow that publishes knows it; npm compares it with its own.
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = Deno.env
  .toObject();
const repository = server && name ? `${server}/${name}` : undefined;

await install();
// It is loaded late, as it may just have been installed.
const typescript = createRequire(import.meta.url)(
  installed("typescript-6/lib/typescript.js")!,
);
await Deno.mkdir(TARGET, { recursive: true });
await Deno.remove(TARGET, { recursive: true });

for (const { format, js } of KINDS) await bundle(format, `mod.${js}`);
const declarations = declare(MODULE);
for (const [path, text] of declarations) {
  for (const { js, types } of KINDS) {
    const linked = text.replaceAll(IMPORTED, `$1.${js}`);
    write(path.replace(/ts$/, types), linked);
  }
}
for (const file of ["CHANGELOG.md", "LICENSE"]) write(file, read(file));
write("README.md", withFullLinks(read("README.md")));
write("package.json", `${JSON.stringify(describe(), undefined, 2)}\n`);
console.log(`${config.name}@${config.version} is in ${TARGET.pathname}`);

async function bundle(format: string, name: string): Promise<void> {
  await outputOf(installed("esbuild/bin/esbuild")!, [
    new URL(MODULE, ROOT).pathname,
    "--bundle",
    `--format=${format}`,
    // With it, esbuild says what a CommonJS module exports so that Node.js sees it.
    `--platform=${format === "cjs" ? "node" : "neutral"}`,
    "--target=es2022",
    "--charset=utf8",
    // It is loaded only by who asks for it.
    "--sourcemap=linked",
    "--log-level=error",
    `--outfile=${TARGET.pathname}${name}`,
  ]);
  const map = JSON.parse(read(`${name}.map`, TARGET));
  map.sources = map.sources.map((path: string) => path.replace(/^[./]*/, ""));
  write(`${name}.map`, JSON.stringify(map));
  if (format === "esm") write(name, freeClasses(read(name, TARGET)));
}

/**
 * Lets every bundler drop the classes that nobody uses: to webpack, a class with
 * a superclass or a computed name may do something when it is defined.
 */
function freeClasses(code: string): string {
  return code.replaceAll(
    /^var (\w+) = class (?:(\w+) )?((?:extends \w+ )?\{$[^]*?^)\};$/gm,
    (_, variable, name = variable, body) =>
      `var ${variable} = /* @__PURE__ */ (() => class ${name} ${body}})();`,
  );
}

/** The types of a file, and of all files that these need. */
function declare(
  path: string,
  done: Map<string, string> = new Map(),
): Map<string, string> {
  if (done.has(path)) return done;
  const { outputText, diagnostics } = typescript.transpileDeclaration(
    read(path),
    {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: {
        strict: true,
        target: "es2022",
        module: "nodenext",
        isolatedDeclarations: true,
        verbatimModuleSyntax: true,
      },
    },
  );
  if (diagnostics.length > 0) {
    throw new Error(`${path}: ${diagnostics[0].messageText}`);
  }
  const text = outputText.replace(DECLARED_TWICE, "");
  done.set(path, text);
  for (const [target] of text.matchAll(IMPORTED)) {
    declare(new URL(target, `file:///${path}`).pathname.slice(1), done);
  }
  return done;
}

/** The package has none of the pages that the README links to. */
function withFullLinks(markdown: string): string {
  if (repository === undefined) return markdown;
  const pages = `${repository}/blob/${config.version}`;
  return markdown.replaceAll(/\]\(([^):#]+[)#])/g, `](${pages}/$1`);
}

function describe(): object {
  return {
    name: config.name,
    version: config.version,
    description: summary(),
    keywords: [
      "retry",
      "backoff",
      "exponential-backoff",
      "jitter",
      "timeout",
      "abort",
      "fetch",
      "resilience",
    ],
    license: config.license,
    ...(repository
      ? { repository: { type: "git", url: `git+${repository}.git` } }
      : {}),
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    main: "./mod.cjs",
    module: "./mod.js",
    types: "./mod.d.cts",
    exports: {
      ".": {
        import: { types: "./mod.d.ts", default: "./mod.js" },
        require: { types: "./mod.d.cts", default: "./mod.cjs" },
      },
      "./package.json": "./package.json",
    },
  };
}

/** What the package is: the first sentence of its documentation. */
function summary(): string {
  const [, text] = read(MODULE).match(/^\/\*\*\s+\* (.+)$/m)!;
  return text!;
}

function read(path: string, base = ROOT): string {
  return Deno.readTextFileSync(new URL(path, base));
}

function write(path: string, text: string): void {
  const url = new URL(path, TARGET);
  Deno.mkdirSync(new URL(".", url), { recursive: true });
  Deno.writeTextFileSync(url, text);
}
