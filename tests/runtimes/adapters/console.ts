// Where a program can write: Deno, Node.js, Bun.
import process from "node:process";
import { runAll } from "../suite.ts";

console.log(JSON.stringify(await runAll(process.argv[2]!)));
