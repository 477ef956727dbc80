import { assert, assertEquals, assertFalse } from "@std/assert";
import * as module from "../mod.ts";
import { sources } from "./tools/sources.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("mod.ts exports what is promised", () => {
  assertEquals(Object.keys(module).sort(), [
    "HttpStatusError",
    "RetryBudget",
    "RetryingCaller",
    "addHook",
    "backoffs",
    "getOnGiveUpHooks",
    "getOnRetryHooks",
    "isActive",
    "isTesting",
    "loggingHook",
    "openTelemetryHook",
    "parseRetryAfter",
    "prometheusHook",
    "raiseForStatus",
    "retry",
    "retryContext",
    "retryFetch",
    "setActive",
    "setOnGiveUpHooks",
    "setOnRetryHooks",
    "setTesting",
    "transientHttp",
  ]);
});

Deno.test("mod.ts has a module doc with an example", () => {
  const [doc = ""] = Deno.readTextFileSync(new URL("mod.ts", ROOT)).split("*/");
  assert(doc.startsWith("/**") && doc.includes("@module"));
  assert(doc.includes("@example") && doc.includes("```ts"));
});

Deno.test("nothing runs while the module is loaded or a policy is made", async () => {
  const script = `
    const refuse = () => {
      throw new Error("Workers refuse this in global scope");
    };
    crypto.getRandomValues = Date.now = performance.now = refuse;
    globalThis.setTimeout = globalThis.AbortController = refuse;
    const stamina = await import(${JSON.stringify(`${ROOT}mod.ts`)});
    const { retry, RetryBudget, retryContext, RetryingCaller } = stamina;
    const budget = new RetryBudget();
    const options = { on: TypeError, timeout: 50, attemptTimeout: 5, budget };
    retry(options)(() => {});
    retry(options)(async function* () {});
    retryContext(options);
    new RetryingCaller({ timeout: 50, budget }).on(TypeError);
    stamina.retryFetch({ timeout: 50, budget });
    stamina.backoffs({ timeout: null })[Symbol.iterator]();
    stamina.setActive(true);
    stamina.setTesting(false);
    stamina.setOnRetryHooks([]);
    console.log("nothing ran");
  `;

  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", script],
  }).output();

  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stdout), "nothing ran\n", decoder.decode(stderr));
});

Deno.test("src/ uses only what every runtime has", () => {
  const absent =
    /from "(?:node|npm|jsr|https?):|\bDeno\.|\bprocess\.|AbortSignal\.(?:any|timeout)\(|performance\.|withResolvers|\busing |Temporal\.|DisposableStack|\.unref/;

  for (const { path, text } of sources()) {
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "")
      // It has a way of its own if the platform cannot do that.
      .replace(path === "lib/join_signals.ts" ? "AbortSignal.any(" : "", "");
    assertFalse(absent.test(code), path);
    // Only where there is no other source of random numbers.
    assertEquals(/Math\.random/.test(code), path === "lib/random.ts", path);
  }
});
