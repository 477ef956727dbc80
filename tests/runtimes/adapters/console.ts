// Where a program can write: Deno, Node.js, Bun.
import { runAll } from "../suite.ts";

console.log(JSON.stringify(await runAll()));
