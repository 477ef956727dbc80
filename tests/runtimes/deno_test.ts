import { AsyncLocalStorage } from "node:async_hooks";
import { serveFaults } from "./faults.ts";
import { casesWith } from "./suite.ts";

Object.assign(globalThis, { AsyncLocalStorage });
const faults = await serveFaults();
Deno.test.afterAll(async () => await faults[Symbol.asyncDispose]());

for (const [name, run] of Object.entries(casesWith(faults.url))) {
  Deno.test(`Conformance: ${name}`, run);
}
