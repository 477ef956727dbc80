// Uses two copies of the package in one process, as happens when one dependency
// imports it and another one requires it. It prints what holds between them.
import { createRequire } from "node:module";
import * as imported from "@stamina/retry";

const required = createRequire(import.meta.url)("@stamina/retry");
const holds = {
  "they are two copies": imported.retry !== required.retry,
};

required.setActive(false);
holds["off is off in both"] = imported.isActive() === false;
imported.setActive(true);
holds["on is on in both"] = required.isActive() === true;

required.setTesting(true, { attempts: 2 });
holds["testing holds in both"] = imported.isTesting() === true;
let calls = 0;
const failure = new TypeError("not yet");
await imported.retry({ on: TypeError })(() => {
  calls++;
  throw failure;
})().catch(() => {});
holds["attempts of testing hold in both"] = calls === 2;

const told = [];
required.setOnRetryHooks([({ causedBy }) => told.push(causedBy)]);
await imported.retry({ on: TypeError })(() => {
  throw failure;
})().catch(() => {});
holds["hooks hold in both"] = told.length === 1 && told[0] === failure;
imported.setOnRetryHooks(null);
required.setTesting(false);

const response = new Response(null, { status: 503 });
const error = new required.HttpStatusError(response);
holds["errors are known to both"] = imported.transientHttp(error) === true;

try {
  const budget = new required.RetryBudget();
  imported.retry({ on: TypeError, budget });
  holds["budgets are known to both"] = true;
} catch {
  holds["budgets are known to both"] = false;
}

for (const [name, is] of Object.entries(holds)) {
  console.log(`${is ? "yes" : "no"}: ${name}`);
}
