// Runs a bundled Worker in miniflare, and prints what it answers.
import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";

const worker = new Miniflare({
  modules: true,
  script: readFileSync(process.argv[2], "utf8"),
  compatibilityDate: "2026-04-01",
  compatibilityFlags: ["nodejs_als"],
  bindings: { FAULTS: process.argv[3] },
});
const response = await worker.dispatchFetch("http://localhost/");
console.log(await response.text());
await worker.dispose();
