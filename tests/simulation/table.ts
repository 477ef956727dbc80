/** Makes a table in Markdown: numbers are aligned to the right. */
export function toTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const columns = head.map((title, num) => {
    const cells = rows.map((row) => show(row[num]));
    const isNumeric = rows.every((row) => typeof row[num] === "number");
    const width = Math.max(...[title, ...cells].map(({ length }) => length));
    const pad = (cell: string) =>
      isNumeric ? cell.padStart(width) : cell.padEnd(width);
    const rule = isNumeric ? `${"-".repeat(width - 1)}:` : "-".repeat(width);
    return [pad(title), rule, ...cells.map(pad)];
  });
  return ["head", "rule", ...rows]
    .map((_, num) => `| ${columns.map((cells) => cells[num]).join(" | ")} |`)
    .join("\n");
}

function show(cell: string | number | undefined): string {
  if (typeof cell !== "number") return `${cell}`;
  return Number.isInteger(cell)
    ? cell.toLocaleString("en-US")
    : cell.toFixed(2);
}
