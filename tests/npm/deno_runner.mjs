// A test runner for StrykerJS, which runs the tests in Deno: in a process that
// goes on from mutant to mutant, as they are switched on and off while it runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
} from "@stryker-mutator/api/test-runner";

// The command that starts such a process: see tests/mutation/host.ts.
const [COMMAND, ...ARGS] = JSON.parse(process.env.MUTATION_HOST);
// What is known of the tests without a mutant, in the folder of the run.
const KNOWN = "known_tests.json";
// A process that says nothing for so long is in an endless loop.
const LOADING = 30_000;
const TESTING = 2_000;
// A test that takes so long, in milliseconds, is run after others.
const SLOW = 50;

class Silent extends Error {}
class Crashed extends Error {}

/** The process that runs the tests. */
class Host {
  #child;
  #lines;

  static async start(mutant) {
    const host = new Host();
    const args = mutant === undefined ? ARGS : [...ARGS, mutant];
    host.#child = spawn(COMMAND, args, { stdio: ["pipe", "pipe", "inherit"] });
    host.#child.stdin.on("error", () => {});
    host.#lines = createInterface(host.#child.stdout)[Symbol.asyncIterator]();
    try {
      const { failure } = await host.#next(LOADING);
      if (failure !== undefined) throw new Crashed(failure);
      return host;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  async run(task) {
    this.#child.stdin.write(`${JSON.stringify(task)}\n`);
    let message = {};
    do {
      message = await this.#next(TESTING + 20 * (message.ms ?? 0), message.test);
    } while (message.test !== undefined);
    return message;
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async #next(patience, test) {
    let timer;
    const silence = new Promise((_, reject) => {
      const hangs = () => reject(new Silent(`It hangs in ${test}`));
      timer = setTimeout(hangs, patience);
    });
    try {
      const { done, value } = await Promise.race([this.#lines.next(), silence]);
      if (done) throw new Crashed("The process has ended");
      return JSON.parse(value);
    } finally {
      clearTimeout(timer);
    }
  }
}

class DenoRunner {
  #host;
  #known;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const { results, coverage } = await (await this.#ready()).run({ all: true });
    const known = results.map(({ id, ms }) => [
      id,
      { ms, hits: coverage.perTest[id] ?? {} },
    ]);
    writeFileSync(KNOWN, JSON.stringify(Object.fromEntries(known)));
    const tests = results.map(({ id, ms, failure }) => ({
      id,
      name: id,
      timeSpentMs: ms,
      status: failure === undefined ? TestStatus.Success : TestStatus.Failed,
      failureMessage: failure,
    }));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: coverage };
  }

  async mutantRun({ activeMutant, testFilter, reloadEnvironment }) {
    const { id } = activeMutant;
    const tests = this.#plan(testFilter, activeMutant);
    let hasHung = false;
    if (!reloadEnvironment) {
      const result = await this.#run(id, tests);
      if (result.status === MutantRunStatus.Survived) return result;
      if (await this.#isSure(id, tests, result)) return result;
      hasHung = result.status === MutantRunStatus.Timeout;
    }
    const result = await this.#runAnew(id, tests);
    if (hasHung || result.status !== MutantRunStatus.Timeout) return result;
    // A busy machine can make it look as if it hung, but hardly twice.
    return await this.#runAnew(id, tests);
  }

  async dispose() {
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
  }

  /** Runs a mutant in a process that no other mutant can have left in disorder. */
  async #runAnew(mutant, tests) {
    await this.dispose();
    const result = await this.#run(mutant, tests, mutant);
    await this.dispose();
    return result;
  }

  /** Runs tests with a mutant, in a new process if it is to start with one. */
  async #run(mutant, tests, startWith) {
    try {
      const host = await this.#ready(startWith);
      const { results } = await host.run({ mutant, tests, all: false });
      const { id, failure, isEndless } = results.at(-1);
      if (isEndless) {
        return { status: MutantRunStatus.Timeout, reason: `No end of ${id}` };
      }
      if (failure !== undefined) return killed(id, failure, results.length);
      return { status: MutantRunStatus.Survived, nrOfTests: results.length };
    } catch (error) {
      await this.dispose();
      if (error instanceof Silent) {
        return { status: MutantRunStatus.Timeout, reason: error.message };
      }
      if (!(error instanceof Crashed)) throw error;
      return killed("", error.message, 0);
    }
  }

  /** Whether the test passes without the mutant, and fails with it once more. */
  async #isSure(mutant, tests, { killedBy: [id] = [] }) {
    const test = tests.filter((it) => it.id === id);
    if (test.length === 0) return false;
    const without = await this.#run(undefined, test);
    if (without.status !== MutantRunStatus.Survived) return false;
    const again = await this.#run(mutant, test);
    return again.status === MutantRunStatus.Killed;
  }

  async #ready(mutant) {
    this.#host ??= await Host.start(mutant);
    return this.#host;
  }

  /**
   * Puts tests first that are fast and likely to fail, as one is enough. Apart
   * from that the order stays the same, as a test may see what others leave.
   */
  #plan(ids, { id: mutant, fileName }) {
    this.#known ??= JSON.parse(readFileSync(KNOWN, "utf8"));
    const ownTests = `${basename(fileName, ".ts")}: `;
    const cost = (id) =>
      (id.startsWith(ownTests) ? 0 : 1) + (this.#known[id].ms < SLOW ? 0 : 2);
    return (ids ?? Object.keys(this.#known))
      .toSorted((a, b) => cost(a) - cost(b))
      .map((id) => {
        const { ms, hits } = this.#known[id];
        return { id, ms, hitLimit: limitOf(hits[mutant]) };
      });
  }
}

/** How often a test may run into a mutant before it counts as an endless loop. */
function limitOf(hits = 1_000) {
  return 1_000 + 20 * hits;
}

function killed(id, failureMessage, nrOfTests) {
  return {
    status: MutantRunStatus.Killed,
    killedBy: [id],
    failureMessage,
    nrOfTests,
  };
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "deno", DenoRunner),
];
