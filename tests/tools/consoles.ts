import { findBun, installed } from "./npm.ts";

/** How a runtime with a console starts a bundled program, if it is installed. */
export interface Console {
  name: string;
  command: string | undefined;
  /** What comes before the program. */
  args: string[];
}

/** The runtimes with a console. V8's are told to let programs collect garbage. */
export function consoles(): Console[] {
  return [
    {
      name: "Deno",
      command: Deno.execPath(),
      args: ["run", "--allow-all", "--no-config", "--v8-flags=--expose-gc"],
    },
    { name: "Bun", command: findBun(), args: [] },
    ...[20, 26].map((version) => ({
      name: `Node.js ${version}`,
      command: installed(`node-${version}/bin/node`),
      args: ["--expose-gc"],
    })),
  ];
}
