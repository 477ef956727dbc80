import { assert, assertEquals, assertFalse } from "@std/assert";
import * as module from "../mod.ts";

const ROOT = new URL("../", import.meta.url);

function sources(): { name: string; text: string }[] {
  return [...Deno.readDirSync(new URL("src/", ROOT))].map(({ name }) => ({
    name,
    text: Deno.readTextFileSync(new URL(`src/${name}`, ROOT)),
  }));
}

Deno.test("mod.ts exports what is promised", () => {
  assertEquals(Object.keys(module).sort(), [
    "HttpStatusError",
    "RetryBudget",
    "RetryingCaller",
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
    /from "(?:node|npm|jsr|https?):|\bDeno\.|\bprocess\.|AbortSignal\.(?:any|timeout)\(|performance\.|Math\.random|withResolvers|\busing |Temporal\.|DisposableStack|\.unref/;

  for (const { name, text } of sources()) {
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assertFalse(absent.test(code), name);
  }
});

Deno.test("src/ has small files that import one another without a cycle", () => {
  const imports = new Map(
    sources().map(({ name, text }) => {
      assert(text.split("\n").length <= 201, `${name} is too long`);
      // A type leaves nothing behind that could be a cycle.
      const found = text.matchAll(/^(?:im|ex)port (?!type)[^]*?"\.\/(.+)"/gm);
      return [name, [...found].map(([, file]) => file!)];
    }),
  );
  const done = new Set<string>();
  function visit(name: string, path: string[]): void {
    assertFalse(path.includes(name), [...path, name].join(" -> "));
    if (done.has(name)) return;
    for (const file of imports.get(name)!) visit(file, [...path, name]);
    done.add(name);
  }

  for (const name of imports.keys()) visit(name, []);
});
