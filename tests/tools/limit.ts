// Fails each test that takes too long, by its name, also one that never lets go of
// the thread: `TEST_LIMIT` in milliseconds, a minute by default.
import { runInThisContext } from "node:vm";

type Definition = string | object | ((t: Deno.TestContext) => unknown);

const timeout = Number(Deno.env.get("TEST_LIMIT") || 60_000);

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
