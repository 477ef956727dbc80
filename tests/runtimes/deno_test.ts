import { cases } from "./suite.ts";

for (const [name, run] of Object.entries(cases)) {
  Deno.test(`Conformance: ${name}`, run);
}
