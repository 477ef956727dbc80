import { outputOf } from "../tools/command.ts";
import { consoles } from "../tools/consoles.ts";
import { installed } from "../tools/npm.ts";
import type { Task } from "./program.ts";
import type { Programs } from "./programs.ts";

/** Something that runs programs. */
export interface Runtime {
  readonly name: string;
  /** Whether it has a heap that can be weighed, and a clock that is not coarse. */
  readonly hasConsole: boolean;
  /** Measures in a fresh process. */
  measure<T>(programs: Programs, task: Task): Promise<T>;
  /** Runs a module in a fresh process. */
  run(module: string): Promise<unknown>;
}

/** The runtimes that are installed, with their versions. */
export async function findRuntimes(): Promise<Runtime[]> {
  const found = consoles().map(async ({ name, command, args }) => {
    if (command === undefined) return undefined;
    const [version] = /\d+\.\d+\.\d+/.exec(await run(command, "--version"))!;
    return {
      name: `${name.split(" ")[0]} ${version}`,
      hasConsole: true,
      measure: async <T>(programs: Programs, task: Task) =>
        toResult<T>(
          await run(command, ...args, programs.console, JSON.stringify(task)),
        ),
      run: (module: string) => run(command, ...args, module),
    };
  });
  return (await Promise.all([...found, findWorkerd()]))
    .filter((runtime) => runtime !== undefined);
}

async function findWorkerd(): Promise<Runtime | undefined> {
  const command = installed("workerd/bin/workerd");
  if (command === undefined) return undefined;
  return {
    name: (await run(command, "--version")).trim(),
    hasConsole: false,
    async measure(programs, task) {
      const config = programs.worker.replace(/mjs$/, "capnp");
      await Deno.writeTextFile(config, toConfig(task));
      return toResult(await run(command, "test", "--experimental", config));
    },
    run: () => Promise.reject(new Error("workerd runs only Workers")),
  };
}

function toConfig(task: Task): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "bench", worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "task", json = ${JSON.stringify(JSON.stringify(task))}),
    (name = "unsafeEval", unsafeEval = void),
    (name = "self", service = "bench"),
  ],
))]);
`;
}

function toResult<T>(output: string): T {
  const line = output.split("\n").find((line) => line.startsWith("result "));
  if (line === undefined) throw new Error(`No result: ${output}`);
  return JSON.parse(line.slice("result ".length));
}

function run(command: string, ...args: string[]): Promise<string> {
  return outputOf(command, args, { signal: AbortSignal.timeout(1_200_000) });
}
