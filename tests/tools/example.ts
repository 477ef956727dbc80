/** A block of code in documentation. */
export interface Example {
  /** The file, as a path below the root. */
  readonly file: string;
  /** The line of its first fence, from 1. */
  readonly line: number;
  /** A module that does the same, with its lines where they are in the file. */
  readonly code: string;
  /** Whether it must not share its globals with others. */
  readonly isAlone: boolean;
}

const LANGUAGES: ReadonlySet<string> = new Set([
  "cjs",
  "cts",
  "javascript",
  "js",
  "jsx",
  "mjs",
  "mts",
  "ts",
  "tsx",
  "typescript",
]);

/**
 * Finds the examples in a file: fenced blocks of code in Markdown, and in doc
 * comments, unless they are marked with `ignore`.
 *
 * @param file The path of the file below the root.
 * @param text What it says.
 */
export function examplesIn(file: string, text: string): Example[] {
  const lines = text.split(/\r?\n/);
  return file.endsWith(".md")
    ? blocksIn(file, lines)
    : blocksIn(file, lines.map(toDoc()));
}

/** Keeps what doc comments say, and makes all other lines empty. */
function toDoc(): (line: string) => string {
  let isDoc = false;
  return (line) => {
    isDoc ||= /^\s*\/\*\*/.test(line);
    const text = isDoc ? line.replace(/^\s*\*(?!\/) ?/, "") : "";
    if (line.includes("*/")) isDoc = false;
    return text;
  };
}

function blocksIn(file: string, lines: readonly string[]): Example[] {
  const found: Example[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = lines[index]!.match(/^(\s*)(`{3,})\s*(.*)$/);
    if (!opening) continue;
    const [, indent = "", fence = "", info = ""] = opening;
    const start = index + 1;
    const end = lines.findIndex((line, at) =>
      at >= start && line.trim() === fence
    );
    if (end < 0) throw new Error(`${file}:${start} is not closed`);
    index = end;

    const [language = "", ...marks] = info.trim().toLowerCase().split(/[\s,]+/);
    if (!LANGUAGES.has(language) || marks.includes("ignore")) continue;
    const code = lines.slice(start, end).map((line) =>
      line.startsWith(indent) ? line.slice(indent.length) : line
    );
    found.push(toExample(file, start, code));
  }
  return found;
}

function toExample(
  file: string,
  line: number,
  code: readonly string[],
): Example {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const text = code.map(withoutExport).join("\n")
    .replaceAll(
      /\bfrom "(\.{1,2}\/[^"]+)"/g,
      (_, path) =>
        `from "${
          new URL(path, `file:///1/${folder}`).pathname.replace("/1", "../..")
        }"`,
    );
  return {
    file,
    line,
    code: `${"\n".repeat(line)}${text}\nexport {};\n`,
    // A platform that is set up, and tests, stay for all that comes later.
    isAlone: /\bDeno\.test\b|\bfrom "(?!\.|@stamina\/|@std\/)/.test(text),
  };
}

/** What a module exports would need types that nobody writes into an example. */
function withoutExport(line: string): string {
  return line
    .replace(
      /^export default (?=(?:abstract |async )?(?:class|function)\b)/,
      "",
    )
    .replace(/^export default /, "const _exported = ")
    .replace(
      /^export (?=(?:abstract|async|class|const|function|interface|let|type) )/,
      "",
    );
}
