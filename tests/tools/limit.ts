// Fails each test that takes too long, by its name, even if it never yields to the
// event loop. The limit is a minute, or more on a busy machine. The environment
// variable `TEST_LIMIT` sets another one in milliseconds.
import { runInThisContext } from "node:vm";

type Definition = string | object | ((t: Deno.TestContext) => unknown);

const MINUTE = 60_000;
// How many processes want each core.
const load = Deno.loadavg()[0]! / navigator.hardwareConcurrency;
const timeout = Number(
  Deno.env.get("TEST_LIMIT") || Math.ceil(MINUTE * Math.max(1, load)),
);

/** Adds the limit to what `Deno.test` is called with. */
function limit(args: readonly Definition[]): Definition[] {
  if (args.some((it) => typeof it === "object")) {
    return args.map((it) => typeof it === "object" ? { timeout, ...it } : it);
  }
  const fn = args.at(-1)!;
  return [...args.slice(0, -1), { timeout }, fn];
}

// Where a test is defined is, to Deno, in the first script on the stack that is
// not of its own. This one is to count as one of these.
const toLimited = runInThisContext(
  `(limit) => ({
    apply: (test, self, args) => Reflect.apply(test, self, limit(args)),
  })`,
  { filename: "ext:limit.js" },
);
Object.defineProperty(Deno, "test", {
  value: new Proxy(Deno.test, toLimited(limit)),
  configurable: true,
});
