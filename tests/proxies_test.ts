// Functions, receivers, arguments and results that are proxies, as clients of RPC
// hand them out: a look can send a message, so the tests say which looks there are.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  addHook,
  retry,
  retryContext,
  RetryingCaller,
  setTesting,
} from "../mod.ts";
import { failing, PLAIN, rejection } from "./helpers.ts";
import { WAYS } from "./ways.ts";

// deno-lint-ignore no-explicit-any -- of any type, which is what they are about
type Any = any;

/** A handler that notes each trap that is hit, before it lets another one answer. */
function noting(
  traps: string[],
  handler: ProxyHandler<Any>,
): ProxyHandler<Any> {
  return new Proxy(handler, {
    get(target, trap) {
      const answer = Reflect.get(target, trap) ?? Reflect.get(Reflect, trap);
      return (...args: unknown[]) => {
        const [, key] = args;
        const isKey = ["string", "symbol"].includes(typeof key);
        const what = isKey ? ` ${String(key)}` : "";
        traps.push(`${String(trap)}${what}`);
        return Reflect.apply(answer as Any, target, args);
      };
    },
  });
}

/** What a client of RPC hands out, and what was sent. */
interface Remote {
  readonly proxy: Any;
  readonly traps: string[];
  readonly sent: string[];
}

/** Like Comlink: a function for each path, whose call is sent. */
function comlink(answers: (() => unknown)[] = []): Remote {
  const traps: string[] = [];
  const sent: string[] = [];
  const toProxy = (path: string): Any =>
    new Proxy(
      function () {},
      noting(traps, {
        get(_, key) {
          if (key === "then") {
            // A promise of the value at the path, which is asked for.
            return (resolve: (value: unknown) => void) => {
              sent.push(`get ${path}`);
              resolve(`the value of ${path}`);
            };
          }
          return toProxy(`${path}.${String(key)}`);
        },
        apply(_, __, args) {
          sent.push(`call ${path}(${args})`);
          return (answers.shift() ?? (() => Promise.resolve("ok")))();
        },
      }),
    );
  return { proxy: toProxy("api"), traps, sent };
}

/** Like Cap'n Web: an object that has any method, but is no promise. */
function stub(): Remote {
  const traps: string[] = [];
  const sent: string[] = [];
  const proxy = new Proxy(
    {},
    noting(traps, {
      get(_, key) {
        if (key === "then") return undefined;
        return (...args: unknown[]) => {
          sent.push(`call ${String(key)}(${args})`);
          return stub().proxy;
        };
      },
    }),
  );
  return { proxy, traps, sent };
}

function fail(): never {
  throw new TypeError();
}

// What tells a function from a class and a generator, and what it is copied by.
const WRAPPED = [
  "getOwnPropertyDescriptor prototype",
  "get Symbol(Symbol.toStringTag)",
  "get Symbol(Symbol.toStringTag)",
];
const COPIED = [
  "getOwnPropertyDescriptor name",
  "ownKeys",
  "getOwnPropertyDescriptor length",
  "getOwnPropertyDescriptor name",
  "getOwnPropertyDescriptor prototype",
];

Deno.test("retry() asks a remote function for nothing but what it is", async () => {
  const { proxy, traps, sent } = comlink();

  const load = retry(PLAIN)(proxy) as Any;
  const seen = traps.splice(0).filter((it) => !/(arguments|caller)$/.test(it));
  const result = await load(1, 2);

  assertEquals(seen.slice(0, 2), WRAPPED.slice(0, 2));
  assertEquals(
    [...new Set(seen)].sort(),
    [
      ...new Set([...WRAPPED, ...COPIED]),
    ].sort(),
  );
  assertEquals(result, "ok");
  assertEquals(traps, ["apply"]);
  assertEquals(sent, ["call api(1,2)"]);
});

Deno.test("a remote function is retried, and its name is not asked for", async () => {
  const names: string[] = [];
  using _hook = addHook(({ name }) => void names.push(name));
  using _ = setTesting(true, { attempts: 3 });
  for (
    const call of [
      (fn: Any) => (retry(PLAIN)(fn) as Any)(7),
      (fn: Any) => new RetryingCaller().call(TypeError, fn, 7),
      (fn: Any) => new RetryingCaller().on(TypeError)(fn, 7),
    ]
  ) {
    const { proxy, sent } = comlink([
      fail,
      () => Promise.reject(new TypeError()),
    ]);

    assertEquals(await call(proxy), "ok");

    assertEquals(sent, Array(3).fill("call api(7)"));
  }
  // It has no name of its own, but that of its target: none.
  assertEquals(new Set(names), new Set(["<anonymous>"]));
});

Deno.test("a remote block gets the attempt, and nothing else", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const { proxy, sent } = comlink([fail]);

  assertEquals(await retryContext(PLAIN, proxy), "ok");

  assertEquals(sent, Array(2).fill("call api([object Object])"));
});

Deno.test("functions may have any name", async () => {
  const names: unknown[] = [];
  using _hook = addHook(({ name }) => void names.push(name));
  using _ = setTesting(true, { attempts: 2 });
  const refuse = () => {
    throw new Error("do not look");
  };
  const descriptors: PropertyDescriptor[] = [
    { value: undefined },
    { value: null },
    { value: 42 },
    { value: "" },
    { value: Symbol("name") },
    { value: { toString: refuse } },
    { value: comlink().proxy },
    { get: refuse },
    { get: () => "a getter" },
  ];
  for (const descriptor of descriptors) {
    const toFn = () => Object.defineProperty(failing(1), "name", descriptor);

    assertEquals(await retry(PLAIN)(toFn())(), "ok");
    assertEquals(await new RetryingCaller().call(TypeError, toFn()), "ok");
  }
  const nameless = failing(2);
  Reflect.deleteProperty(nameless, "name");
  await rejection(retry(PLAIN)(nameless)());

  assertEquals(new Set(names), new Set(["<anonymous>"]));
});

Deno.test("a method whose receiver is remote is named by looks that send nothing", async () => {
  const names: unknown[] = [];
  using _hook = addHook(({ name }) => void names.push(name));
  using _ = setTesting(true, { attempts: 2 });
  class Client {
    calls = 0;

    @retry(PLAIN)
    async load(): Promise<string> {
      if (++calls % 2 === 1) throw new TypeError();
      return await Promise.resolve("ok");
    }
  }
  let calls = 0;
  const { load } = Client.prototype;
  for (const { proxy, traps, sent } of [comlink(), stub()]) {
    assertEquals(await Reflect.apply(load, proxy, []), "ok");

    assertEquals(sent, []);
    assert(traps.every((trap) => /^get (constructor|name)$/.test(trap)));
  }
  // A receiver that is a function is a class, as for static methods.
  assertEquals(
    names,
    ["load", "recovered", "load"].map(() => "load").concat("load"),
  );
});

Deno.test("arguments that are remote are passed on, and not looked at", async () => {
  using _hook = addHook(({ args }) => assertEquals(args.length, 2));
  using _ = setTesting(true, { attempts: 3 });
  const [one, two] = [comlink(), stub()];
  const fn = failing(2);

  await retry(PLAIN)(fn)(one.proxy, two.proxy);

  assertStrictEquals(fn.calls[2]?.[0], one.proxy);
  assertEquals([...one.traps, ...two.traps], []);
});

Deno.test("a result that is remote is looked at as by await, and sends nothing", async () => {
  for (const [way, call] of Object.entries(WAYS)) {
    const { proxy, traps, sent } = stub();

    const result = await call(PLAIN, () => proxy);

    assertStrictEquals(result, proxy, way);
    assertEquals(sent, []);
    // No `get` but those of `await`, of which each async function does one.
    const looks = traps.filter((trap) => trap !== "get then");
    assert(
      looks.every((it) => /^(getPrototypeOf|has Symbol)/.test(it)),
      looks.join(),
    );
  }
});

Deno.test("a sync result that has any method is no generator", async () => {
  const { proxy, sent } = stub();

  const result = retry(PLAIN)(() => proxy)();

  assert(result instanceof Promise);
  assertStrictEquals(await result, proxy);
  assertEquals(sent, []);
});

Deno.test("a promise that is remote is awaited once", async () => {
  for (const [way, call] of Object.entries(WAYS)) {
    const { proxy, sent } = comlink();

    const result = await call(PLAIN, () => proxy.user);

    assertEquals(result, "the value of api.user", way);
    assertEquals(sent, ["get api.user"]);
  }
});

Deno.test("an error that is remote is thrown as it is", async () => {
  for (const [way, call] of Object.entries(WAYS)) {
    for (const remote of [comlink(), stub()]) {
      // `on` may look at it as it likes.
      const options = { ...PLAIN, on: () => false, attempts: 2 };
      const thrown = await call(options, () => {
        throw remote.proxy;
      }).then(() => [], (error) => [error]);

      assertStrictEquals(thrown[0], remote.proxy, way);
      assertEquals(remote.sent, []);
    }
  }
});

Deno.test("a function that refuses to be looked at is called all the same", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const refuse = () => {
    throw new Error("do not look");
  };
  const handler: ProxyHandler<Any> = {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
  };
  const toFn = () => new Proxy(failing(2), handler);

  assertEquals(await (retry(PLAIN)(toFn()) as Any)(), "ok");
  assertEquals(await retryContext(PLAIN, toFn()), "ok");
  assertEquals(await new RetryingCaller().call(TypeError, toFn()), "ok");
});

Deno.test("a function whose result is an async iterator in a later attempt only settles", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const items = (async function* () {
    yield 1;
  })();
  let calls = 0;
  const load = retry(PLAIN)((): AsyncGenerator<number> => {
    if (++calls === 1) throw new TypeError();
    return items;
  });

  // The promise was returned before.
  assertStrictEquals(await (load() as unknown as Promise<unknown>), items);
});
