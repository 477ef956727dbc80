// Runs every test, and fails unless all lines, branches and functions of `src/`
// were covered.

const DIRECTORY = ".coverage";

const tests = await deno(
  "run",
  "-A",
  "tests/tools/with_std.ts",
  "test",
  "-A",
  "--doc",
  "--parallel",
  `--coverage=${DIRECTORY}`,
  "--coverage-raw-data-only",
);
if (!tests) Deno.exit(1);
