// The examples in the documentation are tests of their own; this is the rest of it.
import {
  assert,
  assertEquals,
  assertFalse,
  assertLessOrEqual,
} from "@std/assert";
import { toPolicy } from "../src/options/policy.ts";
import { readResults } from "./bench/results.ts";
import { tellSummary } from "./bench/summary.ts";
import { examplesIn } from "./tools/example.ts";

const ROOT = new URL("../", import.meta.url);
const readme = read("README.md");
const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT)).replaceAll("\r\n", "\n");
}

/** The rows of all tables in a text, cell by cell, without the lines below heads. */
function rowsOf(text: string): string[][] {
  return text.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
    .filter((row) => !/^:?-+:?$/.test(row[1]!));
}

/** The rows of the table below a heading, cell by cell. */
function tableBelow(heading: string): string[][] {
  const [, section] = readme.split(`\n## ${heading}\n`);
  assert(section);
  return rowsOf(section.split("\n## ")[0]!).slice(1);
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

Deno.test("README.md has examples that can be pasted as they are", () => {
  const examples = examplesIn("README.md", readme);

  assert(examples.length >= 5);
  assertFalse(/^```\w+ ignore/m.test(readme));
  for (const { code } of examples) {
    for (const [, from] of code.matchAll(/\bfrom "([^"]+)"/g)) {
      assertEquals(from, "@stamina/retry");
    }
  }
});

Deno.test("README.md is no longer than 900 words, besides code and tables", () => {
  const words = readme.replaceAll(/^```[^]*?^```$/gm, "")
    .replaceAll(/^\|.*$/gm, "").split(/\s+/).filter(Boolean);

  assertLessOrEqual(words.length, 900);
});

Deno.test("README.md tells the size and the cost that were measured", async () => {
  const results = await readResults();
  const [head, ...packages] = rowsOf(tellSummary(results));
  const [names, ...rows] = rowsOf(
    readme.split("\n## Why this one?\n")[1]!.split("\n## ")[0]!,
  );

  for (
    const [row, column] of [
      ["Bundle size of `retry`", "in a bundle"],
      ["Time of a call that succeeds at once", "at once"],
      ["Memory of a waiting call", "waiting"],
    ]
  ) {
    const told = rows.find(([name]) => name === row)!;
    const index = head!.indexOf(column!);
    for (const [at, name] of names!.entries()) {
      // It is measured in no benchmark, as it retries nothing but requests.
      if (at === 0 || name.startsWith("ky ")) continue;
      const measured = at === 1
        ? "**retry**"
        : name.split(" ")[0]!.toLowerCase();
      const [, ...cells] = packages.find(([name]) => name === measured)!;
      assertEquals(told[at], cells[index - 1], `${row}, ${name}`);
    }
  }
  const fetching = rows.find(([name]) =>
    name === "Bundle size of `retryFetch`"
  );
  const bytes = results.sizes!["`retryFetch`"]!.brotli;
  assertEquals(fetching![1], `${bytes.toLocaleString("en-US")} B`);
});

Deno.test("README.md compares with the versions that are measured", () => {
  const { dependencies } = JSON.parse(read("tests/npm/package.json"));
  const clients = JSON.parse(read("tests/clients/package.json")).dependencies;
  const [names] = rowsOf(readme.split("\n## Why this one?\n")[1]!);

  for (const told of names!.slice(2)) {
    const [name = "", version] = told.toLowerCase().split(" ");
    const used: string | undefined = dependencies[name] ?? clients[name];
    // @std/async comes from JSR.
    if (used) assert(used.startsWith(`${version}.`), told);
    else assertEquals(name, "@std/async");
  }
});

Deno.test("docs/cost.md tells the cost that was measured", async () => {
  const measured = rowsOf(tellSummary(await readResults()));
  const isExplained = ([name]: string[]) =>
    name === "Column" || name!.startsWith("_");

  assertEquals(
    rowsOf(read("docs/cost.md")).filter((row) => !isExplained(row)),
    measured,
  );
});

for (const page of ["README.md", ...pagesBelow("docs/")]) {
  Deno.test(`${page} has links that lead somewhere`, () => {
    const text = read(page).replaceAll(/^```[^]*?^```$/gm, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!);

    for (const link of links.filter((it) => !/^https?:/.test(it))) {
      const { hash, pathname } = new URL(link, `file:///${page}`);
      const path = pathname.slice(1);
      assert(exists(path), `${link} in ${page}`);
      if (hash) assert(anchorsOf(read(path)).includes(hash), link);
    }
  });
}

/** The pages in a folder, and in those below. */
function pagesBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) return pagesBelow(`${path}/`);
    return path.endsWith(".md") ? [path] : [];
  }).sort();
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

/** Where links can lead to in a page, as GitHub names it. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    `#${heading!.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")}`
  );
}

Deno.test("README.md tells how many failures of clients are judged right", () => {
  const results = new Map(
    [
      ...read("tests/clients/results.md").matchAll(
        /^\| \**([^|*]+?)\**\s+\|.*\| *(\d+)\/(\d+) *\|$/gm,
      ),
    ].map(([, client, right, all]) => [
      client!,
      Math.round(100 * Number(right) / Number(all)),
    ]),
  );
  const rows = [
    ...readme.matchAll(/^\| ([^|]+?) +\| (\d+) %(?: to (\d+) %)?.*\|$/gm),
  ];
  assertEquals(rows.length, 5);
  assert(readme.includes(`${results.size - 1} clients in four runtimes`));
  for (const [, clients, least, most = least] of rows) {
    const found = clients!.startsWith("all ")
      ? [results.get("all")]
      : clients!.split(", ").map((client) => results.get(client));
    const shares = found.map((share) => share ?? NaN);
    assertEquals(
      [Math.min(...shares), Math.max(...shares)],
      [Number(least), Number(most)],
      clients,
    );
  }
});
