import * as module from "@stamina/retry";
import { toTable } from "../../simulation/table.ts";
import { sizeOf } from "../../tools/size.ts";
import { STD_FILES } from "../programs.ts";
import type { Section } from "../section.ts";

/** The bytes of each import, under its name. */
export type Sizes = Readonly<Record<string, ReturnType<typeof sizeOf>>>;

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
export const SIZES: Section<Sizes> = {
  title: "Size in a bundle",
  about: "Bundled with esbuild.",

  measure() {
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
        Object.keys(STD_FILES)
          .map((name) => [name, `export * from "${name}";`]),
      ),
    };
    const sizes = Object.entries(imports)
      .map(([name, text]) => [name, sizeOf(text, STD_FILES)]);
    return Promise.resolve(Object.fromEntries(sizes));
  },

  tell(sizes) {
    const rows = Object.entries(sizes)
      .map(([name, { minified, brotli }]) => [name, minified, brotli]);
    return `${toTable(["", "minified, B", "with Brotli, B"], rows)}\n`;
  },
};
