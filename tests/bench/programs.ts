// What is measured is bundled once, so that every runtime runs the same program.
import { bundle } from "../tools/bundle.ts";
import { NPM } from "../tools/npm.ts";

/** Programs: for runtimes with a console, and for workerd. */
export interface Programs {
  readonly console: string;
  readonly worker: string;
}

const HERE = new URL(".", import.meta.url).pathname;
const STD = Deno.env.get("STD") ?? "";
/** Whether that is a checkout of the Deno standard library. */
export const hasStd: boolean = STD.includes("/");
/** What is measured of it. */
export const STD_FILES: Readonly<Record<string, string>> = hasStd
  ? {
    "@std/async/retry": Deno.realPathSync(`${STD}/async/retry.ts`),
    "@std/async/deadline": Deno.realPathSync(`${STD}/async/deadline.ts`),
  }
  : {};

/** Its version, by the name of the package. */
export async function versionOfStd(): Promise<Record<string, string>> {
  if (!hasStd) return {};
  const config = await Deno.readTextFile(`${STD}/async/deno.json`);
  return { "@std/async": JSON.parse(config).version };
}

const ALIASES = {
  // Only the part that measures.
  mitata: `${NPM}node_modules/mitata/src/lib.mjs`,
  ...STD_FILES,
};
const PACKAGES = [
  "@lifeomic/attempt",
  "async-retry",
  "cockatiel",
  "effect",
  "exponential-backoff",
  "mitata",
  "p-retry",
  "ts-retry-promise",
  ...Object.keys(STD_FILES),
];
// Workers allow 10,000 timers, which these leave behind.
const LEAKING = ["ts-retry-promise", "@std/async/deadline"];

/** Bundles what measures this package and its peers. */
export function bundlePeers(folder: string): Promise<Programs> {
  return bundlePrograms(folder, PACKAGES, {
    console: `import { measure } from "${HERE}program.ts";`,
    worker: `import { fetch, measure } from "${HERE}worker.ts";`,
  });
}

/** Bundles what compares this package with another checkout of it. */
export async function bundleComparison(
  folder: string,
  checkout: string,
): Promise<Programs> {
  const before = `${folder}/before.js`;
  const module = `${Deno.realPathSync(checkout)}/mod.ts`;
  await bundleModule(
    `${HERE}scenarios.ts`,
    before,
    `--alias:@stamina/retry=${module}`,
  );
  const measure = `
    import { compare } from "${HERE}compare.ts";
    import { toScenarios } from "${HERE}scenarios.ts";
    import { toScenarios as toEarlier } from "${before}";
    const measure = (_, { mitata }) =>
      compare(mitata, toEarlier([]), toScenarios([]));
  `;
  return bundlePrograms(folder, ["mitata"], {
    console: measure,
    worker: `${measure} const fetch = () => new Response();`,
  });
}

function bundleModule(
  source: string,
  target: string,
  ...flags: string[]
): Promise<void> {
  Deno.env.set("NODE_PATH", `${NPM}node_modules`);
  const aliases = Object.entries(ALIASES)
    .map(([name, path]) => `--alias:${name}=${path}`);
  return bundle(source, target, "--format=esm", ...aliases, ...flags);
}

async function bundlePrograms(
  folder: string,
  packages: readonly string[],
  measures: Programs,
): Promise<Programs> {
  const console = `
    ${measures.console}
    const task = JSON.parse(process.argv.at(-1));
    const result = await measure(task, ${toImports(packages)});
    console.log("result " + JSON.stringify(result));
    process.exit();
  `;
  const worker = `
    ${measures.worker}
    const { prototype } = (async () => {}).constructor;
    export default {
      fetch,
      async test(controller, { task, self, unsafeEval }) {
        // What mitata compiles its loops with, as Workers have no \`eval\`.
        Object.defineProperty(prototype, "constructor", {
          value: function AsyncFunction(...args) {
            return unsafeEval.newAsyncFunction(args.pop(), "loop", ...args);
          },
        });
        const packages = ${
    toImports(packages.filter((name) => !LEAKING.includes(name)))
  };
        const result = await measure(task, packages, self);
        console.log("result " + JSON.stringify(result));
      },
    };
  `;
  return {
    console: await bundleText(folder, "console", console, "--platform=node"),
    worker: await bundleText(folder, "worker", worker),
  };
}

// They are loaded when they are needed, as some do what Workers refuse while a
// module is loaded.
function toImports(packages: readonly string[]): string {
  return `{${packages.map((name) => `"${name}": await import("${name}")`)}}`;
}

/** Bundles a module that is given as text. */
export async function bundleText(
  folder: string,
  name: string,
  text: string,
  ...flags: string[]
): Promise<string> {
  const source = `${folder}/${name}.js`;
  const target = `${folder}/${name}.mjs`;
  await Deno.writeTextFile(source, text);
  await bundleModule(source, target, ...flags);
  return target;
}
