// What the tests take from npm is locked, with all that it needs in turn.
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const config = JSON.parse(read("deno.json"));
const lock: {
  specifiers: Record<string, string>;
  npm: Record<string, { integrity?: string }>;
} = JSON.parse(read("tests/deno.lock"));

/** The packages of npm that a text names by address. */
function addressesIn(text: string): string[] {
  return [...text.matchAll(/"(npm:(?:@[\w.-]+\/)?[\w.-]+@[^"/]+)"/g)]
    .map(([, address]) => address!);
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}${name}`;
      if (!isDirectory) return name.endsWith(".ts") ? [path] : [];
      return name === "node_modules" ? [] : filesBelow(`${path}/`);
    },
  );
}

Deno.test("tests/deno.lock has each package that is named, and no other", () => {
  const named = [
    "deno.json",
    ...filesBelow("examples/"),
    ...filesBelow("tests/"),
  ]
    .flatMap((path) => addressesIn(read(path)));

  assertEquals(
    Object.keys(lock.specifiers).sort(),
    [...new Set(named)].sort(),
    "run `deno task lock`",
  );
});

Deno.test("tests/deno.lock knows the content of each package", () => {
  for (const [name, { integrity = "" }] of Object.entries(lock.npm)) {
    assert(integrity.startsWith("sha512-"), name);
  }
});

Deno.test("packages are named by their exact version", () => {
  const ranges = Object.keys(lock.specifiers)
    .filter((address) => !/@\d+\.\d+\.\d+$/.test(address));

  assertEquals(ranges, []);
});

Deno.test("what is installed by npm is locked, too", () => {
  const folders = [
    "tests/clients",
    "tests/consumers/npm",
    "tests/drivers",
    "tests/moving",
    "tests/npm",
    "tests/realms",
  ];
  for (const folder of folders) {
    const { dependencies, optionalDependencies = {} } = JSON.parse(
      read(`${folder}/package.json`),
    );
    const { packages } = JSON.parse(read(`${folder}/package-lock.json`));
    const { "": root, ...others } = packages;

    assertEquals(
      { ...root.dependencies, ...root.optionalDependencies },
      { ...dependencies, ...optionalDependencies },
      folder,
    );
    for (
      const [path, { integrity, inBundle, link }] of Object.entries<
        { integrity?: string; inBundle?: boolean; link?: boolean }
      >(others)
    ) {
      assert(integrity || inBundle || link, `${folder}/${path}`);
    }
  }
});

Deno.test("deno.json refuses what is not locked", () => {
  assertEquals(config.lock, { path: "tests/deno.lock", frozen: true });
});
