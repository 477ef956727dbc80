// Retries under real faults, in several runtimes at once, and prints a table.
//
// `SOAK_SECONDS` says for how long, 120 by default. `SOAK_SEED` repeats what the
// proxy and the clients do, though not when. A runtime that is not installed is
// skipped, unless `REQUIRE_TOOLS` is set.
import { startServer } from "../runtimes/servers.ts";
import { bundle } from "../tools/bundle.ts";
import { outputOf } from "../tools/command.ts";
import { type Console, consoles } from "../tools/consoles.ts";
import { install } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import type { Task } from "./client.ts";
import { Proxy } from "./proxy.ts";
import { type Result, sumUp, tableOf } from "./result.ts";
import { seeded } from "./seeded.ts";
import type { Served } from "./service.ts";
import type { Report } from "./watch.ts";

const CALLERS = 50;
// How long the service is stopped, and how long it runs in between.
const STOPPED = 1_000;
const RUNNING = 7_000;
// A client that ends its last request takes that long to close its connection.
const CLOSING = 3_000;

const { SOAK_SECONDS, SOAK_SEED, REQUIRE_TOOLS } = Deno.env.toObject();
const seconds = Number(SOAK_SECONDS ?? 120);
const seed = Number(SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.error(`Retrying for ${seconds} s, with SOAK_SEED=${seed} …`);

await install();
await using folder = await tempDir();
const program = `${folder.path}/client.mjs`;
await bundle(pathOf("client.ts"), program, "--format=esm", "--platform=node");
await using service = await startServer(
  Deno.execPath(),
  ["run", "--allow-net=127.0.0.1", "--no-config", pathOf("service.ts")],
  {},
);

const problems: string[] = [];
const results: Result[] = [];
let running = true;
const [stops] = await Promise.all([
  stopNowAndThen(),
  Promise.all(consoles().map(run)).finally(() => running = false),
]);
results.sort((a, b) => a.name < b.name ? -1 : 1);
const served: Served[] = await (await fetch(`${service.url}/record`)).json();
for (const { name, report } of results) check(name, report, served);

console.log(tableOf(results));
console.log(`SOAK_SEED=${seed}: ${sumUp(results)} in ${seconds} s.`);
console.log(`The service was stopped ${stops} times.`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} violations with SOAK_SEED=${seed}`);
  Deno.exitCode = 1;
}

/** Lets one runtime make calls through a proxy of its own. */
async function run({ name, command, args }: Console): Promise<void> {
  if (command === undefined) {
    console.error(`${name} is not installed`);
    if (REQUIRE_TOOLS) problems.push(`${name} is not installed`);
    return;
  }
  const id = name.replaceAll(/\W/g, "");
  const port = Number(new URL(service.url).port);
  await using proxy = new Proxy(port, seeded(seed, `proxy of ${id}`));
  await proxy.start();
  await using settled = serveSettled(name, proxy);
  const task: Task = {
    name: id,
    seed,
    seconds,
    callers: CALLERS,
    proxy: proxy.url,
    settled: settled.url,
  };
  try {
    const output = await outputOf(command, [
      ...args,
      program,
      JSON.stringify(task),
    ], {
      // Besides its time: to start, to wait for the last calls, and to exit, which
      // it does not do while anything is open.
      signal: AbortSignal.timeout(seconds * 1_000 + 45_000),
    });
    results.push({ name, report: JSON.parse(output), proxy });
  } catch (error) {
    // What the client has found comes first, and all that it did last.
    problems.push(`${name}: ${String(error).slice(0, 2_000)}`);
  }
}

/** Checks that no connection is busy, when a client says that it has done all. */
function serveSettled(
  name: string,
  proxy: Proxy,
): { url: string } & AsyncDisposable {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async () => {
      proxy.calm();
      const end = Date.now() + CLOSING;
      while (proxy.busy > 0 && Date.now() < end) await pause(20);
      if (proxy.busy > 0) {
        problems.push(`${name}: ${proxy.busy} requests are still under way`);
      }
      return new Response();
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Stops the process of the service now and then. Returns how often. */
async function stopNowAndThen(): Promise<number> {
  let stops = 0;
  for (let next = Date.now() + RUNNING; running; await pause(50)) {
    if (Date.now() < next) continue;
    service.child.kill("SIGSTOP");
    await pause(STOPPED);
    service.child.kill("SIGCONT");
    stops++;
    next = Date.now() + RUNNING;
  }
  return stops;
}

function check(name: string, report: Report, served: Served[]): void {
  const { successes, violations, timersLeft, ends, reasons } = report;
  const found = [...violations];
  const delivered = new Map(successes.map((success) => [success[0], success]));
  if (delivered.size < successes.length) {
    found.push("one answer was delivered to two calls");
  }
  if (new Set(successes.map(([, call]) => call)).size < successes.length) {
    found.push("one call got two answers");
  }
  for (const [serial, ...success] of successes) {
    const [, ...record] = served[serial] ?? [];
    if (String(record) === String(success)) continue;
    found.push(`${success} got what the service did for ${record}`);
  }
  if (timersLeft > 0) found.push(`${timersLeft} timers are left`);
  // All faults are transient.
  if (reasons["not-retryable"]) found.push("a failure was not retried");
  if (!(ends.success! > 100)) found.push("too few calls have succeeded");
  problems.push(...found.map((violation) => `${name}: ${violation}`));
}

function pathOf(file: string): string {
  return new URL(file, import.meta.url).pathname;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
