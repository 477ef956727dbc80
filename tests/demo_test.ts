import {
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";

/** What the demo says in the end of each scenario. */
const OUTCOMES: readonly (readonly [title: string, outcome: string])[] = [
  ["1. A fetch", "ok: answered after 3 failures"],
  ["2. A function", "ok: answered after 3 failures"],
  ["3. A method", "ok: answered after 3 failures"],
  ["4. A block", "ok: answered after 3 failures"],
  ["5. A loop", "ok: answered after 3 failures"],
  ["6. An abort", "ok: the wait ended at once, and no attempt followed"],
  [
    "7. A deadline",
    "ok: a TimeoutError in time, and its cause is the last error: HTTP 503",
  ],
];

Deno.test("the demo comes out as promised in less than 10 seconds", async () => {
  const started = performance.now();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", "examples/demo.ts"],
    cwd: new URL("..", import.meta.url),
    // Nothing between the demo and its server.
    env: { NO_PROXY: "127.0.0.1", NO_COLOR: "1" },
  }).output();
  const elapsed = performance.now() - started;
  const printed = new TextDecoder().decode(stdout);
  const complaints = new TextDecoder().decode(stderr);

  const scenarios = printed.split("\n\n").slice(1, -1);
  assertEquals(`${complaints}${code}`, "0", printed);
  assertEquals(scenarios.length, OUTCOMES.length, printed);
  for (const [index, [title, outcome]] of OUTCOMES.entries()) {
    assertStringIncludes(scenarios[index] ?? "", title);
    assertStringIncludes(scenarios[index] ?? "", outcome);
  }
  assertMatch(printed, /^7 of 7 came out as promised\.$/m);
  assertLessOrEqual(elapsed, 10_000);
});
