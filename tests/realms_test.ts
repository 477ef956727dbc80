// Errors and options of another realm, as test runners, iframes and `node:vm` make
// them, and what must not be taken for one.
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { createContext, runInContext } from "node:vm";
import { retry, RetryingCaller, setOnRetryHooks, setTesting } from "../mod.ts";
import { extendsBuiltIn } from "../src/lib/realms.ts";
import { failing, patch, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- what another realm makes has no type
type Any = any;

const context = createContext();

/** Evaluates code in another realm. */
function foreign(code: string): Any {
  return runInContext(code, context);
}

/** Whether an error is retried. */
async function isRetried(on: Any, error: unknown): Promise<boolean> {
  using _ = setTesting(true, { attempts: 2 });
  let calls = 0;
  await retry({ on })(() => {
    calls++;
    throw error;
  })().catch(() => {});
  return calls === 2;
}

class LoadError extends Error {}

/** A class of a user who has picked the name of a built-in one. */
const Namesake = {
  TypeError: class TypeError extends Error {},
  // deno-lint-ignore no-explicit-any -- the name is taken
} as any;

Deno.test("a built-in class matches errors of another realm", async () => {
  const made: [Any, string][] = [
    [Error, "new Error()"],
    [TypeError, "new TypeError()"],
    [Error, "new TypeError()"],
    [RangeError, "new RangeError()"],
    [SyntaxError, "new SyntaxError()"],
    [AggregateError, "new AggregateError([])"],
    [Error, "new AggregateError([])"],
    [[RangeError, TypeError], "new TypeError()"],
    [TypeError, "new (class extends TypeError {})()"],
    [TypeError, "try { null.x } catch (error) { error }"],
    [RangeError, "try { [].length = -1 } catch (error) { error }"],
    [TypeError, "Object.freeze(new TypeError())"],
    [TypeError, "Object.assign(new TypeError(), { name: 'Error' })"],
    [TypeError, "Object.assign(new TypeError(), { constructor: Map })"],
    [TypeError, "new Proxy(new TypeError(), {})"],
    [TypeError, "Object.create(Object.create(TypeError.prototype))"],
    [WebAssembly.CompileError, "new WebAssembly.CompileError()"],
  ];

  for (const [on, code] of made) {
    const error = foreign(code);
    assertFalse(error instanceof Error, code);
    assert(await isRetried(on, error), code);
  }
});

Deno.test("a built-in class does not match other errors of another realm", async () => {
  const made: [Any, string][] = [
    [TypeError, "new Error()"],
    [TypeError, "new RangeError()"],
    [AggregateError, "new Error()"],
    [DOMException, "new Error()"],
    [Error, "({})"],
    [Error, "'Error'"],
    [Error, "undefined"],
    [Error, "Object.create(null)"],
    [Error, "Object.create(Object.create(null))"],
    [Error, "TypeError"],
    [TypeError, "Object.assign(new Error(), { name: 'TypeError' })"],
    [TypeError, "new (class TypeError extends Error {})()"],
    [Error, "new (class Error {})()"],
    [Error, "new (class { static name = 'Error' })()"],
    [TypeError, "({ constructor: TypeError })"],
    [TypeError, "Object.create({ constructor: TypeError })"],
    [TypeError, "Object.assign(new Error(), { constructor: TypeError })"],
    [Error, "({ constructor: { name: 'Error' } })"],
    [Error, "({ [Symbol.toStringTag]: 'Error', name: 'Error' })"],
    [TypeError, "({ get constructor() { throw new Error() } })"],
    [DOMException, "({ [Symbol.toStringTag]: 'DOMException' })"],
    [
      TypeError,
      `(() => {
        function TypeError() {}
        TypeError.prototype = Object.create(Error.prototype);
        TypeError.prototype.constructor = TypeError;
        return new TypeError();
      })()`,
    ],
  ];

  for (const [on, code] of made) {
    assertFalse(await isRetried(on, foreign(code)), code);
  }
});

Deno.test("a class of one's own matches by instanceof only", async () => {
  const cases: [Any, unknown, boolean][] = [
    [LoadError, new LoadError(), true],
    [LoadError, foreign("new (class LoadError extends Error {})()"), false],
    [Namesake.TypeError, new Namesake.TypeError(), true],
    [Namesake.TypeError, foreign("new TypeError()"), false],
    [Namesake.TypeError, new TypeError(), false],
    [TypeError, new Namesake.TypeError(), false],
    [Error, new Namesake.TypeError(), true],
  ];

  for (const [on, error, expected] of cases) {
    assertEquals(await isRetried(on, error), expected);
  }
});

Deno.test("a class decides by itself what its instances are", async () => {
  class Coded extends Error {
    static override [Symbol.hasInstance](value: Any): boolean {
      return value?.code === 42;
    }
  }
  class Broken extends Error {
    static override [Symbol.hasInstance](): boolean {
      throw new Error("a bug in the class");
    }
  }
  const Strict = foreign("RangeError");
  Object.defineProperty(Strict, Symbol.hasInstance, { value: () => false });

  assert(await isRetried(Coded, { code: 42 }));
  assertFalse(await isRetried(Coded, new Coded()));
  assertFalse(await isRetried(Broken, new Broken()));
  assert(await isRetried([Broken, TypeError], new TypeError()));
  assertFalse(await isRetried(Strict, new RangeError()));
});

Deno.test("'on' takes classes of another realm", async () => {
  assert(await isRetried(foreign("TypeError"), new TypeError()));
  assert(await isRetried(foreign("TypeError"), foreign("new TypeError()")));
  assert(await isRetried(foreign("Error"), new LoadError()));
  assert(await isRetried(foreign("[RangeError, TypeError]"), new TypeError()));
  assertFalse(await isRetried(foreign("TypeError"), new RangeError()));

  const Own = foreign("(class LoadError extends Error {})");
  assert(await isRetried(Own, new Own()));
  assertFalse(await isRetried(Own, new LoadError()));

  for (
    const code of ["Map", "(class NotAnError {})", "Object", "[]", "[Map]"]
  ) {
    const message = "Cannot retry as 'on' must be a class that extends Error";
    assertThrows(() => retry({ on: foreign(code) }), TypeError, message);
  }
});

Deno.test("'on' takes a DOMException whose Error is that of another realm", async () => {
  // As in Jest: the class comes from outside, `Error` does not.
  const Outer = foreign(`
    class DOMException extends Error {}
    Object.defineProperty(DOMException.prototype, Symbol.toStringTag, {
      value: "DOMException",
    });
    DOMException;
  `);

  assert(await isRetried(Outer, new Outer()));
  assert(await isRetried(Outer, new DOMException()));
  assert(await isRetried(DOMException, new Outer()));
  assertFalse(await isRetried(Outer, foreign("new Error()")));
});

Deno.test("errors that were cloned are errors of the realm that gets them", async () => {
  const { port1, port2 } = new MessageChannel();
  const received = new Promise<MessageEvent>((resolve) => {
    port2.onmessage = resolve;
  });
  port1.postMessage(foreign("new TypeError('sent')"));
  const { data } = await received;
  port1.close();
  port2.close();

  for (const clone of [data, structuredClone(foreign("new TypeError()"))]) {
    assert(await isRetried(TypeError, clone));
    assertFalse(await isRetried(RangeError, clone));
  }
});

Deno.test("options, functions and signals of another realm are taken", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const options = foreign("({ on: [TypeError, () => 0], waitJitter: 0 })");
  const fn = failing(2);

  assertEquals(await retry(options)(fn)(), "ok");
  assertEquals(fn.calls.length, 3);

  const decorate: Any = retry(PLAIN);
  const items = decorate(foreign("(async function* () { yield 1 })"));
  assertEquals(await Array.fromAsync(items()), [1]);
  for (const code of ["(class A {})", "(function* () {})", "Map", "({})"]) {
    assertThrows(() => decorate(foreign(code)), TypeError, "Cannot retry as");
  }
});

Deno.test("an async hook of another realm that fails is reported, and no more", async () => {
  const failure = foreign("new Error('from the hook')");
  context.failure = failure;
  const hook = foreign("async () => { throw failure }");
  const reported: unknown[] = [];
  using _error = patch(
    console,
    "error",
    (_, error) => void reported.push(error),
  );
  using _hooks = setOnRetryHooks([hook]);
  using _testing = setTesting(true, { attempts: 2 });

  await retry(PLAIN)(failing(1))();
  // An unhandled rejection would fail this test in the next turn.
  await new Promise((resolve) => setTimeout(resolve, 0));

  assertEquals(reported, [failure]);
});

Deno.test("hostile errors and classes match nothing, and harm nothing", async () => {
  const refuse = () => {
    throw new Error("do not look");
  };
  const endless: object = new Proxy({}, {
    getOwnPropertyDescriptor: () => undefined,
    getPrototypeOf: () => depth++ < 10_000 ? endless : null,
  });
  let depth = 0;
  const { proxy, revoke } = Proxy.revocable(function () {}, {});
  revoke();
  const errors = [
    endless,
    proxy,
    new Proxy({}, { getPrototypeOf: refuse }),
    Object.create(new Proxy({}, { getOwnPropertyDescriptor: refuse })),
    Object.create(Object.create(null, { constructor: { value: proxy } })),
    Object.create(Object.create(null, { constructor: { get: refuse } })),
  ];

  for (const error of errors) {
    assertFalse(await isRetried([RangeError, TypeError], error));
  }
});

Deno.test("a frozen function is no class, whatever its text says", async () => {
  const fns = [
    Object.freeze(function named() {
      return "[native code]";
    }),
    Object.freeze(function () {
      return "class [native code]";
    }),
    new Proxy(Object.freeze(function () {}), {}),
    new Proxy(Object.freeze(function named() {}), {}),
    Object.freeze((() => {}).bind(null)),
  ];

  for (const fn of fns) {
    await retry(PLAIN)(fn as () => void)();
    retry({ on: fn as Any });
    new RetryingCaller().on(fn as Any);
  }
});

Deno.test("a native function is no class", async () => {
  const native: Any[] = [JSON.parse, structuredClone, foreign("JSON.parse")];
  for (const fn of native) {
    assertEquals(await new RetryingCaller().call(TypeError, fn, "1"), fn("1"));
  }
});

Deno.test("the name of a frozen function is not made a text", () => {
  const fn = function () {};
  let asked = 0;
  Object.defineProperty(fn, "name", { value: { toString: () => asked++ } });

  retry({ on: Object.freeze(fn) as Any });

  assertEquals(asked, 0);
});

Deno.test("classes are taken where Error has another constructor", async () => {
  // As in compartments of SES.
  using _ = patch(
    Error.prototype as Any,
    "constructor",
    function SharedError() {},
  );

  assert(await isRetried(Error, new LoadError()));
  assert(await isRetried(LoadError, new LoadError()));
});

Deno.test("a DOMException has the same name, whatever it is written in", () => {
  assert(extendsBuiltIn(DOMException.prototype, "DOMException"));
  assertFalse(extendsBuiltIn(DOMException.prototype, ""));
});

Deno.test("what a hook returns is only looked at", async () => {
  const reported: unknown[] = [];
  using _error = patch(console, "error", (...all) => void reported.push(all));
  const hook: Any = () => ({
    get then() {
      throw new Error("do not look");
    },
  });
  using _hooks = setOnRetryHooks([hook]);
  using _testing = setTesting(true, { attempts: 2 });

  await retry(PLAIN)(failing(1))();
  await new Promise((resolve) => setTimeout(resolve, 0));

  assertEquals(reported, []);
});

Deno.test("classes are refused, native and frozen, too", () => {
  const decorate: Any = retry(PLAIN);
  const classes = [
    class {},
    Object.freeze(class Frozen {}),
    class extends Map {},
    TypeError,
    Date,
    Promise,
    Response,
    DOMException,
    foreign("Date"),
    foreign("(class {})"),
  ];

  for (const value of classes) {
    assertThrows(
      () => decorate(value),
      TypeError,
      "Cannot retry as what is wrapped must be a function",
    );
  }
});

/** A function of another process, as Comlink makes it, and what is done to it. */
function remote(): { fn: Any; traps: string[]; sent: string[] } {
  const traps: string[] = [];
  const sent: string[] = [];
  const toProxy = (path: string): Any =>
    new Proxy(function () {}, {
      get(_target, key) {
        traps.push(`get ${path}.${String(key)}`);
        return toProxy(`${path}.${String(key)}`);
      },
      apply(_target, _self, args) {
        sent.push(`${path}(${args})`);
        return Promise.resolve("ok");
      },
    });
  return { fn: toProxy("add"), traps, sent };
}

Deno.test("a remote function gets no message but the call", async () => {
  const { fn, traps, sent } = remote();

  // Its name is asked for elsewhere.
  const add = retry({ ...PLAIN, name: "add" })(fn) as Any;

  assertEquals(traps, [
    "get add.Symbol(Symbol.toStringTag)",
    "get add.Symbol(Symbol.toStringTag)",
  ]);
  assertEquals(await add(1, 2), "ok");
  assertEquals(sent, ["add(1,2)"]);
});

Deno.test("a remote function as a hook gets no message but the question", async () => {
  const { fn, traps, sent } = remote();
  using _ = setTesting(true, { attempts: 2 });

  const result = retry({ on: fn })(failing(1));
  assertEquals(traps, ["get add.prototype"]);
  assertEquals(sent, []);

  // It answers with a promise, which is too late.
  assert(await rejection(result()) instanceof TypeError);
  assertEquals(sent.length, 1);
});

Deno.test("a function that cannot be looked at is called as it is", async () => {
  const refuse = () => {
    throw new Error("do not look");
  };
  const traps = { get: refuse, has: refuse, getOwnPropertyDescriptor: refuse };
  // Frozen objects must tell what they have: this one is not.
  const fn = new Proxy((value: string) => value, traps);
  const caller = new RetryingCaller({ name: "hidden" });

  assertEquals(await caller.call(TypeError, fn, "ok"), "ok");
  // It is asked, and returns what it is given.
  using _ = setTesting(true, { attempts: 2 });
  assertEquals(await caller.on(fn as Any)(failing(1, () => true)), "ok");
});
