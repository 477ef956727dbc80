import { createRequire } from "node:module";
import { installIn } from "../tools/install.ts";
import { tempDir } from "../tools/temp_dir.ts";

const ROOT = new URL("../../", import.meta.url);

/** Loads a driver that is installed in this folder. */
// deno-lint-ignore no-explicit-any -- drivers are loaded without their types
export type Load = (name: string) => any;

/** Installs the drivers. */
export async function installDrivers(): Promise<Load> {
  return createRequire(
    `${await installIn(new URL("./", import.meta.url))}_.js`,
  );
}

/**
 * Takes functions out of the code blocks of a recipe.
 *
 * @param file The recipe.
 * @param names The names of the functions.
 */
export async function takeFromRecipe<F>(
  file: string,
  names: readonly string[],
): Promise<Record<string, F>> {
  await using folder = await tempDir();
  const text = await Deno.readTextFile(new URL(`docs/recipes/${file}`, ROOT));
  const blocks = [
    ...text.replaceAll("\r\n", "\n").matchAll(/```ts\n(.*?)```/gs),
  ]
    .map(([, code]) => code!);
  const taken: Record<string, F> = {};
  for (const name of names) {
    const block = blocks.find((code) => code.includes(`function ${name}(`));
    if (block === undefined) throw new Error(`${name} is in no block`);
    const path = `${folder.path}/${name}.ts`;
    const module = JSON.stringify(new URL("mod.ts", ROOT));
    await Deno.writeTextFile(
      path,
      `${block.replaceAll('"@stamina/retry"', module)}\nexport { ${name} };\n`,
    );
    taken[name] = (await import(path))[name];
  }
  return taken;
}
