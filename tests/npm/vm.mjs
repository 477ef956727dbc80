// Runs a bundled script in a context of @edge-runtime/vm, which is not a module.
import { readFileSync } from "node:fs";
import { EdgeVM } from "@edge-runtime/vm";

const suite = readFileSync(process.argv[2], "utf8");
const vm = new EdgeVM();
vm.evaluate(suite);
const report = await vm.evaluate(`suite.runAll("${process.argv[3]}")`);
console.log(JSON.stringify(report));
