// Makes calls in the runtime that it runs in, and prints what they leave behind.
import process from "node:process";
import { abandon, type Abandoned } from "./abandoned.ts";
import { canaries } from "./canaries.ts";
import { type Load, measureAgain, type Measured } from "./measure.ts";
import { paths } from "./paths.ts";

/** What the program prints, as JSON. */
export interface Report {
  paths: Record<string, Measured>;
  canaries: Record<string, Measured>;
  abandoned: Abandoned;
}

const load: Load = JSON.parse(process.argv[2]!);
// Stack traces would be most of the time, and most of the noise.
Error.stackTraceLimit = 0;

const report: Report = {
  paths: {},
  canaries: {},
  abandoned: await abandon(),
};
for (const [name, path] of Object.entries(paths)) {
  report.paths[name] = await measureAgain(path, load);
}
for (const [name, canary] of Object.entries(canaries)) {
  report.canaries[name] = await measureAgain(canary, load);
}
console.log(JSON.stringify(report));
