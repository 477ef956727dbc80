// Where a program can write: Deno, Node.js, Bun.
import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { runAll } from "../suite.ts";

Object.assign(globalThis, { AsyncLocalStorage });
console.log(JSON.stringify(await runAll(process.argv[2]!)));
