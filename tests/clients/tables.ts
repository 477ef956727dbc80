import { type Cell, isJudged, isRight } from "./cells.ts";
import { impossibleRows } from "./impossible.ts";

/** A table of client by failure: how many runtimes are right, and of how many. */
export function failureTable(cells: readonly Cell[]): string {
  const failures = unique(cells.map(({ failure }) => failure));
  const clients = unique(cells.map(({ client }) => client));
  const width = Math.max(...clients.map(({ length }) => length));
  const columns = failures.map((failure, num) => `${num + 1} ${failure}`);
  const legend = columns.join(", ").replace(/(.{60,80}?), /g, "$1,\n");
  const head = failures.map((_, num) => `${num + 1}`.padStart(4)).join("");
  const rows = clients.map((client) => {
    const marks = failures.map((failure) =>
      mark(
        cells.filter((cell) =>
          cell.client === client && cell.failure === failure && isJudged(cell)
        ),
      ).padStart(4)
    );
    return `${client.padEnd(width)}${marks.join("")}`;
  });
  return `Right in how many runtimes, of how many that threw an error:\n${legend}\n\n${
    " ".repeat(width)
  }${head}\n${rows.join("\n")}\n`;
}

function mark(cells: readonly Cell[]): string {
  if (cells.length === 0) return "-";
  const right = cells.filter(isRight).length;
  return right === cells.length ? `${right}` : `${right}/${cells.length}`;
}

/** The results in short. */
export function toMarkdown(cells: readonly Cell[]): string {
  const judged = cells.filter(isJudged);
  const runtimes = unique(judged.map(({ runtime }) => runtime));
  const rows = unique(judged.map(({ client }) => client)).map((client) => {
    const own = judged.filter((cell) => cell.client === client);
    return [
      client,
      ...runtimes.map((runtime) =>
        share(own.filter((cell) => cell.runtime === runtime))
      ),
      share(own),
    ];
  });
  const totals = [
    "**all**",
    ...runtimes.map((runtime) =>
      share(judged.filter((cell) => cell.runtime === runtime))
    ),
    share(judged),
  ];
  return `# Failures of real clients

How many failures \`transientHttp\` judges as a user expects, of those that a client
reports, by \`deno task clients\`: refused connections, unknown names, resets, bodies
that are cut, limits of time, statuses with and without \`Retry-After\`; and what it
must not retry: aborts, bad URLs, headers and JSON, certificates, redirects, bodies
that cannot be decompressed, what is no HTTP. Nothing was retried that must not be.

${table([["client", ...runtimes, "all"], ...rows, totals])}

What is wrong cannot be told from the error:

${table([["client", "failures", "runtimes", "why"], ...impossibleRows()])}
`;
}

function share(cells: readonly Cell[]): string {
  return cells.length === 0
    ? "–"
    : `${cells.filter(isRight).length}/${cells.length}`;
}

function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
