// The examples in the README are run by `deno test --doc`; this is the rest of it.
import { assert, assertEquals } from "@std/assert";
import { toPolicy } from "../src/options/policy.ts";
import { readResults } from "./bench/results.ts";
import { tellSummary } from "./bench/summary.ts";

const ROOT = new URL("../", import.meta.url);
const readme = Deno.readTextFileSync(new URL("README.md", ROOT))
  .replaceAll("\r\n", "\n");
const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));

/** The rows of the table below a heading, cell by cell. */
function tableBelow(heading: string): string[][] {
  const [, section] = readme.split(`\n## ${heading}\n`);
  assert(section);
  return section.split("\n## ")[0]!.split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("README.md tells the real default of every option", () => {
  const { on: _, instant: __, silent: ___, ...defaults } = toPolicy({
    on: TypeError,
  });
  const special: Record<string, unknown> = {
    required: "required",
    none: undefined,
    automatic: undefined,
    "`null`": Infinity,
  };

  const told = tableBelow("Options").map(([name, value]) => [
    name!.replaceAll("`", ""),
    value! in special
      ? special[value!]
      : Number(value!.replaceAll(/[`_]/g, "")),
  ]);

  assertEquals(Object.fromEntries(told), { on: "required", ...defaults });
});

Deno.test("README.md names tasks that there are", () => {
  const rows = tableBelow("See it work");
  assertEquals(rows.length, 2);
  for (const [withDeno, withNode] of rows) {
    const [, task] = withDeno!.match(/^`deno task (\w+)`$/)!;
    assert(config.tasks[task!]);
    assert(withNode!.endsWith(` task ${task}\``));
  }
});

Deno.test("README.md shows the file that its examples share", () => {
  const file = Deno.readTextFileSync(new URL("examples/http.ts", ROOT))
    .replaceAll("\r\n", "\n");

  assert(readme.includes(file));
});

Deno.test("README.md tells the cost that was measured", async () => {
  const toCells = (text: string) =>
    text.split("\n").filter((line) => line.startsWith("|"))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .filter((row) => !/^-+$/.test(row[2]!));
  const [, section] = readme.split("\n## Cost\n");

  assertEquals(
    toCells(section!.split("\n## ")[0]!),
    toCells(tellSummary(await readResults())),
  );
});
