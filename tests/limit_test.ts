// A test that never ends must fail by its name, instead of holding up the others.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { tempDir } from "./tools/temp_dir.ts";

const HANGING: Readonly<Record<string, string>> = {
  "waits for a timer": "await new Promise((end) => setTimeout(end, 60_000));",
  "waits for nothing": "await new Promise(() => setInterval(() => {}, 1_000));",
  "goes on in microtasks": "for (;;) await null;",
  "never lets go of the thread": "for (;;) ;",
};

Deno.test("a test that takes too long fails by its name, however it hangs", async () => {
  await using folder = await tempDir();
  const file = `${folder.path}/hanging_test.ts`;
  const tests = [
    ...Object.entries(HANGING).map(([name, code], index) =>
      // All ways to define a test.
      [
        `Deno.test("${name}", async () => { ${code} });`,
        `Deno.test("${name}", { sanitizeOps: false }, async () => { ${code} });`,
        `Deno.test({ name: "${name}", async fn() { ${code} } });`,
        `Deno.test({ name: "${name}" }, async () => { ${code} });`,
      ][index]
    ),
    `Deno.test(function isNamed() {});`,
    `Deno.test({ name: "has a limit of its own", timeout: 60_000, async fn() {
      await new Promise((end) => setTimeout(end, 600));
    } });`,
    `Deno.test.ignore("is not run", () => { for (;;) ; });`,
  ];
  await Deno.writeTextFile(file, tests.join("\n"));

  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--no-config",
      "--no-check",
      "--allow-env=TEST_LIMIT",
      "--allow-sys=loadavg",
      `--preload=${new URL("tools/limit.ts", import.meta.url).href}`,
      "hanging_test.ts",
    ],
    cwd: folder.path,
    env: { NO_COLOR: "1", TEST_LIMIT: "300" },
  }).output();

  const output = new TextDecoder().decode(stdout);
  assertEquals(code, 1, output);
  assertStringIncludes(output, "FAILED | 2 passed | 4 failed | 1 ignored");
  const [, summary = ""] = output.split(" FAILURES ");
  for (const [index, name] of Object.keys(HANGING).entries()) {
    // With the line that defines it.
    assertStringIncludes(
      summary,
      `${name} => ./hanging_test.ts:${index + 1}:6`,
    );
  }
  assertStringIncludes(output, "isNamed ... ok");
});
