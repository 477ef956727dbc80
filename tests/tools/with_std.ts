// Runs `deno <arguments>` with the @std packages that the tests import: JSR's, the
// stand-ins in `tests/std` where JSR cannot be reached, or a checkout of the Deno
// standard library. The environment variable `STD` decides instead: `jsr`,
// `stand-ins`, or the folder of that checkout.

const STAND_INS = [
  "./tests/std/assert",
  "./tests/std/async",
  "./tests/std/testing",
];
// A config of its own, as `links` cannot be given on the command line. It lies
// beside `deno.json`, so that the paths in it stay right.
const LINKED_CONFIG = "deno.linked.json";
// A copy, to which what JSR has is added: only npm packages are locked, as others
// could not be locked where JSR cannot be reached.
const LOCK = "tests/deno.lock";
const LINKED_LOCK = "deno.linked.lock";
const PROBE_TIMEOUT = 20_000;
// It begins first, so that nobody waits for it in the end.
const LONGEST = "tests/simulation_test.ts";

const config: { imports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile("deno.json"),
);
await configure({});
const choice = Deno.env.get("STD") ||
  (await canReachJsr() ? "jsr" : "stand-ins");

console.error(
  `@std: ${choice}${
    choice === "stand-ins" ? " in tests/std, as JSR was not reached" : ""
  }`,
);
Deno.exit(await run(choice));

/** Whether the packages can be loaded, all that the tests use of them. */
async function canReachJsr(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--config", LINKED_CONFIG, "tests/std_test.ts"],
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(PROBE_TIMEOUT),
  }).output();
  return success;
}

async function run(choice: string): Promise<number> {
  const [command = "test", ...args] = Deno.args;
  if (choice === "stand-ins") await configure({ links: STAND_INS });
  // The compiler options of this package are not those of the library.
  else if (choice !== "jsr") {
    const link = await Deno.realPath(choice);
    await configure({ links: [link], compilerOptions: undefined });
  }

  const isEveryTest = command === "test" &&
    args.every((it) => it.startsWith("-"));
  const files = isEveryTest ? [LONGEST, "."] : [];
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [command, "--config", LINKED_CONFIG, ...args, ...files],
    env: {
      // For commands that start others.
      STD: choice,
      // Some test files only wait, for time to pass or for a process.
      DENO_JOBS: Deno.env.get("DENO_JOBS") ??
        String(2 * navigator.hardwareConcurrency),
    },
  }).spawn().status;
  return code;
}

async function configure(changes: object): Promise<void> {
  await Deno.copyFile(LOCK, LINKED_LOCK);
  const lock = { path: LINKED_LOCK, frozen: false };
  await Deno.writeTextFile(
    LINKED_CONFIG,
    JSON.stringify({ ...config, lock, ...changes }),
  );
}
