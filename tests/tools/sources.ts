const SRC = new URL("../../src/", import.meta.url);

/** A file of `src/`. */
export interface Source {
  /** Its path below `src/`. */
  readonly path: string;
  readonly text: string;
}

/** All files of `src/`. */
export function sources(): Source[] {
  return filesIn("").map((path) => ({
    path,
    text: Deno.readTextFileSync(new URL(path, SRC)),
  }));
}

/**
 * The files below `src/` that a file of it imports, types included.
 *
 * @param path The path of the file below `src/`.
 * @param text What it says.
 */
export function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(
    /^\s*(?:(?:import|export)\b[^"';]*?\bfrom\s*|import\s*\(?\s*)"(\..+?)"/gm,
  );
  const base = `file:///${path}`;
  return [...found].map(([, target]) =>
    new URL(target!, base).pathname.slice(1)
  );
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, SRC))].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}${name}`;
      return isDirectory ? filesIn(`${path}/`) : [path];
    },
  ).sort();
}
