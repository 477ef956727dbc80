// Runs the examples against a server that is not to be relied on, shows what
// happens, and fails if anything comes out in another way than promised.

import { setOnRetryHooks } from "@stamina/retry";
import { FlakyServer } from "./flaky_server.ts";
import { type Outcome, type Scenario, SCENARIOS } from "./scenarios.ts";
import { Timeline } from "./timeline.ts";

const LONGEST_DEMO = 9_000;

await main();

async function main(): Promise<void> {
  failIfUnfinished();
  console.log(
    "A server refuses the connection, then says 503, then hangs, then answers.\n" +
      "Each line: when an attempt ended, what came of it, how long the wait is.",
  );

  let passed = 0;
  for (const [index, scenario] of SCENARIOS.entries()) {
    const title = `${index + 1}. ${scenario.title}`;
    console.log(`\n${title.padEnd(52)}examples/${scenario.file}`);
    if (await play(scenario)) passed++;
  }

  console.log(`\n${passed} of ${SCENARIOS.length} came out as promised.`);
  if (passed < SCENARIOS.length) Deno.exitCode = 1;
}

/** Fails if a call never ends, or leaves behind what keeps the process alive. */
function failIfUnfinished(): void {
  const timer = setTimeout(() => {
    console.log(`FAILED: something goes on after ${LONGEST_DEMO} ms`);
    Deno.exit(1);
  }, LONGEST_DEMO);
  Deno.unrefTimer(timer);
}

async function play(scenario: Scenario): Promise<boolean> {
  const outcome = await observe(scenario);
  try {
    console.log(`   ok: ${scenario.judge(outcome)}`);
    return true;
  } catch (error) {
    console.log(`   FAILED: ${(error as Error).message}`);
    return false;
  }
}

async function observe({ moods, run }: Scenario): Promise<Outcome> {
  await using server = new FlakyServer(moods);
  const timeline = new Timeline();
  using _hooks = setOnRetryHooks([
    (details) => timeline.failed(details),
    // Not after a fixed time: the first attempt must come too early.
    () => server.listen(),
  ]);

  let value: string | undefined;
  let error: unknown;
  try {
    value = await run(server.url);
    timeline.returned(value);
  } catch (thrown) {
    error = thrown;
    timeline.threw(error);
  }
  const { failures } = timeline;
  const elapsed = timeline.elapsed();
  return { value, error, failures, requests: server.requests, elapsed };
}
