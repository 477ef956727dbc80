// What it costs to import the package, told in Markdown.
import * as module from "@stamina/retry";
import { toTable } from "../simulation/table.ts";
import { sizeOf } from "../tools/size.ts";
import { median, toRatio, toTime } from "./figures.ts";
import { bundleText, type Programs, STD_FILES } from "./programs.ts";
import type { Runtime } from "./runtimes.ts";

const PEERS: Readonly<Record<string, string>> = {
  "p-retry": `export { default } from "p-retry";`,
  "async-retry": `export { default } from "async-retry";`,
  "cockatiel, with a timeout":
    `export { ExponentialBackoff, handleAll, retry, timeout, wrap } from "cockatiel";`,
  "@lifeomic/attempt": `export { retry } from "@lifeomic/attempt";`,
  "exponential-backoff": `export { backOff } from "exponential-backoff";`,
  "ts-retry-promise": `export { retry } from "ts-retry-promise";`,
  "effect, with a timeout":
    `export { retry, runPromise, timeout, tryPromise } from "effect/Effect";
     export { exponential, jittered } from "effect/Schedule";`,
};

/** What an import adds to a bundle. */
export function sizes(): string {
  const imports = {
    everything: `export * from "./mod.ts";`,
    ...Object.fromEntries(
      Object.keys(module).map((name) => [
        `\`${name}\``,
        `export { ${name} } from "./mod.ts";`,
      ]),
    ),
    ...PEERS,
    ...Object.fromEntries(
      Object.keys(STD_FILES).map((name) => [name, `export * from "${name}";`]),
    ),
  };
  const rows = Object.entries(imports).map(([name, text]) => {
    const { minified, brotli } = sizeOf(text, STD_FILES);
    return [name, minified, brotli];
  });
  return `${toTable(["", "minified, B", "with Brotli, B"], rows)}\n`;
}

/** How much longer a process takes that imports the package. */
export async function imports(
  runtimes: readonly Runtime[],
  _programs: Programs,
  folder: string,
): Promise<string> {
  const root = new URL("../../mod.ts", import.meta.url).pathname;
  const empty = await bundleText(folder, "empty", "");
  const all = await bundleText(folder, "all", `export * from "${root}";`);
  const rows: string[][] = [];
  for (const runtime of runtimes.filter(({ hasConsole }) => hasConsole)) {
    const limits: number[] = [];
    const found: number[] = [];
    for (let round = 0; round < 21; round++) {
      limits.push(await elapsed(() => runtime.run(empty)));
      found.push(await elapsed(() => runtime.run(all)));
    }
    rows.push([
      runtime.name,
      toTime(median(limits)),
      `${toTime(median(found))} (${toRatio(found, limits)})`,
    ]);
  }
  return `${toTable(["", "an empty module", "everything"], rows)}\n`;
}

async function elapsed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) * 1e6;
}
