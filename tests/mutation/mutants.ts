/** What StrykerJS reports: see its mutation-testing-report-schema. */
export interface Report {
  readonly files: Record<string, {
    readonly source: string;
    readonly mutants: readonly ReportedMutant[];
  }>;
}

interface ReportedMutant {
  readonly status:
    | "Killed"
    | "Timeout"
    | "Survived"
    | "NoCoverage"
    | "RuntimeError";
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A change of one file, told in such a way that it may move to another line. */
export interface Change {
  readonly file: string;
  /** The code that is changed: whole lines, in one, and the middle left out. */
  readonly code: string;
  /** What it becomes. */
  readonly becomes: string;
  /** Which of the changes that read the same, from 1, the default. */
  readonly occurrence?: number;
}

/** A {@linkcode Change} that was tried. */
export interface Mutant extends Required<Change> {
  readonly line: number;
  readonly status: ReportedMutant["status"];
}

/** Lists what was tried, in the order of the code. */
export function mutantsOf({ files }: Report): Mutant[] {
  const seen = new Map<string, number>();
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .toSorted(({ location: a }, { location: b }) =>
        a.start.line - b.start.line || a.start.column - b.start.column
      )
      .map(({ status, location, replacement }) => {
        const { start, end } = location;
        const lines = source.split("\n").slice(start.line - 1, end.line);
        const head = lines[0]!.slice(0, start.column - 1);
        const tail = lines.at(-1)!.slice(end.column - 1);
        const code = brief(lines.join("\n"));
        const becomes = brief(`${head}${replacement}${tail}`);
        const key = JSON.stringify([file, code, becomes]);
        const occurrence = (seen.get(key) ?? 0) + 1;
        seen.set(key, occurrence);
        return { file, line: start.line, code, becomes, occurrence, status };
      })
  );
}

/** Names a change, so that it can be found again. */
export function keyOf({ file, code, becomes, occurrence = 1 }: Change): string {
  return JSON.stringify([file, code, becomes, occurrence]);
}

function brief(code: string): string {
  const lines = code.split("\n").map((line) => line.trim());
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  if (lines.length === 1) return first;
  return lines.length === 2 ? `${first} ${last}` : `${first} … ${last}`;
}
