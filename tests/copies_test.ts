// Several copies of the package in one process, as bundlers, CommonJS beside ESM and
// test runners load them: what is global is one for all of them.
import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
} from "@std/assert";
import * as first from "../mod.ts";
import { failing, PLAIN, rejection } from "./helpers.ts";
import { tempDir } from "./tools/temp_dir.ts";

const STATE = Symbol.for("@stamina/retry/1");

type Copy = typeof first;

const folder = await tempDir();
Deno.test.afterAll(async () => await folder[Symbol.asyncDispose]());
const COPIES = [await copyTo("a"), await copyTo("b")];

/** Copies `src/`, so that its modules are loaded once more. */
async function copyTo(name: string): Promise<string> {
  const path = `${folder.path}/${name}`;
  await Deno.mkdir(path);
  for (const name of ["mod.ts", "src"]) {
    const source = new URL(`../${name}`, import.meta.url).pathname;
    await copy(source, `${path}/${name}`);
  }
  return `file://${path}/mod.ts`;
}

async function copy(source: string, target: string): Promise<void> {
  if ((await Deno.stat(source)).isFile) return Deno.copyFile(source, target);
  await Deno.mkdir(target);
  for await (const { name } of Deno.readDir(source)) {
    await copy(`${source}/${name}`, `${target}/${name}`);
  }
}

/** Loads copies of the package, each with a state of its own module. */
async function load(): Promise<Copy[]> {
  return [first, ...await Promise.all(COPIES.map((url) => import(url)))];
}

Deno.test("copies share their switches", async () => {
  for (const [a, b] of pairs(await load())) {
    assert(a.retry !== b.retry, "it is the same copy");
    {
      using _ = a.setActive(false);
      assertFalse(b.isActive());
      const fn = failing(1);
      const error = await rejection(b.retry(PLAIN)(fn)());
      assertStrictEquals(error, fn.errors[0]);
    }
    assert(b.isActive());
    {
      using _ = a.setTesting(true, { attempts: 3 });
      assert(b.isTesting());
      assertEquals(await b.retry(PLAIN)(failing(2))(), "ok");
      {
        // Each restores what it has found, whoever has set it.
        using _ = b.setTesting(false);
        assertFalse(a.isTesting());
      }
      assert(a.isTesting());
    }
    assertFalse(b.isTesting());
  }
});

Deno.test("copies share their hooks", async () => {
  for (const [a, b] of pairs(await load())) {
    using _ = a.setTesting(true, { attempts: 2 });
    const told: string[] = [];
    const hook = (name: string) => () => void told.push(name);
    {
      using _retry = a.setOnRetryHooks([hook("retry")]);
      using _giveUp = a.setOnGiveUpHooks([hook("give-up")]);
      using _added = a.addHook(({ event }) => void told.push(`added ${event}`));

      await rejection(b.retry(PLAIN)(failing(2))());
      await b.retry(PLAIN)(failing(1))();

      assertEquals(b.getOnRetryHooks(), a.getOnRetryHooks());
      assertEquals(b.getOnGiveUpHooks(), a.getOnGiveUpHooks());
    }
    await rejection(b.retry(PLAIN)(failing(2))());

    assertEquals(told, [
      "retry",
      "added retry",
      "give-up",
      "added give-up",
      "retry",
      "added retry",
      "added recovered",
    ]);
  }
});

Deno.test("a hook that one copy has added is taken out again, whatever others set", async () => {
  const [, second] = await load();
  assert(second);
  const hook = () => {};

  const added = first.addHook(hook);
  const others = second.addHook(hook);
  assertEquals(second.getOnRetryHooks().filter((it) => it === hook).length, 2);
  added[Symbol.dispose]();
  others[Symbol.dispose]();

  assertFalse(second.getOnRetryHooks().includes(hook));
  assertFalse(first.getOnGiveUpHooks().includes(hook));
});

Deno.test("copies share nothing before something of theirs is used", async () => {
  const script = `
    const copies = [await import(A), await import(B)];
    const key = Symbol.for("@stamina/retry/1");
    log(key in globalThis);
    const [a, b] = copies;
    a.retry({ on: TypeError })(() => {});
    new a.RetryingCaller();
    log(key in globalThis);
    a.setActive(false);
    log(key in globalThis, b.isActive());
    log(Object.keys(globalThis).includes(key), JSON.stringify(globalThis[key]));
  `;

  assertEquals(await logOf(script), [
    "false",
    "false",
    "true false",
    'false {"switches":{"active":false}}',
  ]);
});

Deno.test("a process has one state, whoever made it, and nobody can take it away", async () => {
  first.isActive();
  const state = Object.getOwnPropertyDescriptor(globalThis, STATE);
  assert(state);
  const { writable, configurable, enumerable, value } = state;
  assertEquals([writable, configurable, enumerable], [false, false, false]);
  assertEquals(Object.getPrototypeOf(value), null);
  await Promise.resolve();
});

/** What may be where the state is to be. */
const OBSTACLES: Readonly<Record<string, string>> = {
  "a sealed globalThis": "Object.seal(globalThis);",
  "a globalThis that takes nothing new":
    "Object.preventExtensions(globalThis);",
  "a text": "put('something else');",
  "a number": "put(1);",
  "null": "put(null);",
  "a function": "put(() => {});",
  "an object": "put({});",
  "an object with other switches": "put({ switches: {}, hooks: [] });",
  "an object with text in place of all":
    "put({ switches: 'on', hooks: 1, responses: true });",
  "a frozen object": "put(Object.freeze({}));",
  "a frozen object without a prototype":
    "put(Object.freeze(Object.create(null)));",
  "a proxy that throws": `
    const refuse = () => { throw new Error("do not look"); };
    put(new Proxy({}, { get: refuse, set: refuse, has: refuse, getPrototypeOf: refuse,
      getOwnPropertyDescriptor: refuse, defineProperty: refuse }));`,
  "a proxy that answers anything": `
    const anything = new Proxy(function () {}, { get: () => anything, apply: () => anything });
    put(anything);`,
  "a proxy that keeps nothing": "put(new Proxy({}, { set: () => true }));",
  "a getter that throws": `
    Object.defineProperty(globalThis, key, { get() { throw new Error("no"); } });`,
  "a getter that makes it anew": `
    Object.defineProperty(globalThis, key, { get: () => Object.create(null) });`,
  "Symbol.for that throws": `Symbol.for = () => { throw new Error("no"); };`,
};

for (const [what, obstacle] of Object.entries(OBSTACLES)) {
  Deno.test(`each copy works on its own beside ${what}`, async () => {
    const script = `
      const copies = [await import(A), await import(B)];
      const key = Symbol.for("@stamina/retry/1");
      const put = (value) => { globalThis[key] = value; };
      ${obstacle}
      for (const copy of copies) {
        const { retry, setActive, setTesting, isActive, isTesting, addHook,
          setOnRetryHooks, raiseForStatus, transientHttp } = copy;
        const told = [];
        log(isActive(), isTesting());
        const testing = setTesting(true, { attempts: 3 });
        const added = addHook(({ event }) => void told.push(event));
        let calls = 0;
        const result = await retry({ on: transientHttp })(() => {
          if (++calls < 3) raiseForStatus(new Response("", { status: 503 }));
          return "ok";
        })();
        added[Symbol.dispose]();
        const off = setActive(false);
        log(result, calls, told.join(), isActive(), isTesting());
        off[Symbol.dispose]();
        testing[Symbol.dispose]();
        log(isActive(), isTesting());
      }
    `;

    const each = [
      "true false",
      "ok 3 retry,retry,recovered false true",
      "true false",
    ];
    assertEquals(await logOf(script), [...each, ...each]);
  });
}

function pairs(copies: Copy[]): [Copy, Copy][] {
  return copies.flatMap((a) =>
    copies.filter((b) => b !== a).map((b): [Copy, Copy] => [a, b])
  );
}

/** What a script logs in a realm of its own: `A` and `B` are copies of the package. */
async function logOf(script: string): Promise<string[]> {
  const source = `
    const [A, B] = ${JSON.stringify(COPIES)};
    const lines = [];
    const log = (...values) => void lines.push(values.join(" "));
    try { ${script} } catch (error) { log(error.stack); }
    postMessage(lines);
  `;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  } finally {
    worker.terminate();
  }
}
