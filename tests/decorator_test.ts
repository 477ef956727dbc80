import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, setOnRetryHooks, setTesting } from "../mod.ts";
import { drive, PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

const KEY = Symbol("key");

class Client {
  static made = 0;
  calls = 0;

  @retry(PLAIN)
  async load(id: string): Promise<[Client, string]> {
    await this.fail();
    return [this, id];
  }

  @retry(PLAIN)
  loadPlain(): Promise<Client> {
    return this.fail().then(() => this);
  }

  @retry(PLAIN)
  async #secret(): Promise<Client> {
    await this.fail();
    return this;
  }

  secret(): Promise<Client> {
    return this.#secret();
  }

  @retry(PLAIN)
  async *items(): AsyncGenerator<number> {
    yield 1;
    await this.fail();
    yield 2;
  }

  @retry(PLAIN)
  async [KEY](): Promise<void> {
    await this.fail();
  }

  @retry(PLAIN)
  static async make(): Promise<typeof Client> {
    if (++this.made < 3) throw new TypeError();
    return await Promise.resolve(this);
  }

  async fail(): Promise<void> {
    await Promise.resolve();
    if (++this.calls < 3) throw new TypeError();
  }
}

class SpecialClient extends Client {}

Deno.test("@retry() decorates methods of each kind", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const client = new Client();
  assertStrictEquals((await client.load("a"))[0], client);
  assertEquals((await client.load("a"))[1], "a");

  const plain = new Client();
  assertStrictEquals(await plain.loadPlain(), plain);

  const secret = new Client();
  assertStrictEquals(await secret.secret(), secret);

  const list = new Client();
  const seen: number[] = [];
  for await (const item of list.items()) seen.push(item);
  assertEquals(seen, [1, 1, 1, 2]);

  const keyed = new Client();
  await keyed[KEY]();
  assertEquals(keyed.calls, 3);

  assertStrictEquals(await Client.make(), Client);
  assertEquals(Client.made, 3);
});

Deno.test("@retry() names methods with their class", async () => {
  using _testing = setTesting(true, { attempts: 2 });
  const names: string[] = [];
  using _hooks = setOnRetryHooks([({ name }) => void names.push(name)]);
  Client.made = 0;

  await rejection(new Client().load("a"));
  await rejection(new SpecialClient().load("a"));
  await rejection(new Client().secret());
  await rejection(new Client()[KEY]());
  await rejection(Client.make());
  const { load } = Client.prototype;
  await rejection(Reflect.apply(load, undefined, []));
  await rejection(Reflect.apply(load, Object.create(null), []));

  assertEquals(names, [
    "Client.load",
    "SpecialClient.load",
    "Client.#secret",
    "Client.Symbol(key)",
    "Client.make",
    "load",
    "load",
  ]);
});

Deno.test("@retry() prefers the name option", async () => {
  using _testing = setTesting(true, { attempts: 2 });
  const names: string[] = [];
  using _hooks = setOnRetryHooks([({ name }) => void names.push(name)]);
  class Named {
    @retry({ ...PLAIN, name: "users.load" })
    load(): Promise<void> {
      return Promise.reject(new TypeError());
    }
  }

  await rejection(new Named().load());

  assertEquals(names, ["users.load"]);
});

Deno.test("@retry() keeps name and length of a method", () => {
  assertEquals(
    [Client.prototype.load.name, Client.prototype.load.length],
    ["load", 1],
  );
});

Deno.test("@retry() decorates with experimentalDecorators, too", async () => {
  using _ = setTesting(true, { attempts: 3 });
  class Legacy {
    calls = 0;
    load(id: string): Promise<unknown[]> {
      if (++this.calls < 3) return Promise.reject(new TypeError());
      return Promise.resolve([this, id]);
    }
    static made = 0;
    static make(): Promise<unknown> {
      if (++this.made < 3) return Promise.reject(new TypeError());
      return Promise.resolve(this);
    }
  }
  // What the compiler emits for a decorated method.
  for (
    const [target, key] of [[Legacy.prototype, "load"], [
      Legacy,
      "make",
    ]] as const
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key) as Any;
    const decorated = retry(PLAIN)(target, key, descriptor);
    assertEquals(
      [decorated.enumerable, decorated.configurable, decorated.writable],
      [false, true, true],
    );
    Object.defineProperty(target, key, decorated);
  }

  const legacy = new Legacy();
  assertEquals(await legacy.load("a"), [legacy, "a"]);
  assertStrictEquals(await Legacy.make(), Legacy);
  assertEquals([legacy.calls, Legacy.made], [3, 3]);
});

Deno.test("@retry() names a legacy method with its class", async () => {
  using _testing = setTesting(true, { attempts: 2 });
  const names: string[] = [];
  using _hooks = setOnRetryHooks([({ name }) => void names.push(name)]);
  class Legacy {
    load(): Promise<void> {
      return Promise.reject(new TypeError());
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Legacy.prototype, "load");
  Object.defineProperty(
    Legacy.prototype,
    "load",
    retry(PLAIN)(Legacy.prototype, "load", descriptor as Any),
  );

  await rejection(new Legacy().load());

  assertEquals(names, ["Legacy.load"]);
});

Deno.test("@retry() decorates a method that is named by a number, also in the legacy way", async () => {
  using time = new FakeTime();
  const decorate: Any = retry(PLAIN);
  let calls = 0;
  class Legacy {
    async 123(): Promise<string> {
      if (++calls < 2) throw new TypeError();
      return await Promise.resolve("ok");
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Legacy.prototype, 123);
  Object.defineProperty(
    Legacy.prototype,
    123,
    decorate(Legacy.prototype, 123, descriptor),
  );

  assertEquals(await drive(time, new Legacy()[123]()), "ok");
});

Deno.test("retry() takes no function for a decorated one that a map function hands on", async () => {
  const api = { load: async () => await 1 };
  const wrap: Any = retry(PLAIN);

  const [byKey] = Object.entries(api).map(([key, fn]) => wrap(fn, key, api));
  const [byIndex] = [api.load].map(wrap) as Any[];

  assertEquals([await byKey(), await byIndex()], [1, 1]);
});

Deno.test("retry() takes no object of functions for a descriptor, whatever their names", async () => {
  const wrap: Any = retry(PLAIN);
  const one = async () => await 1;
  const objects: Record<string, Any>[] = [
    { configurable: one },
    { configurable: one, enumerable: one, value: one, writable: one },
    Object.create({ configurable: true, value: one }, {
      load: { value: one, enumerable: true },
    }),
    { load: one, get: one, set: one, value: one },
  ];

  for (const fns of objects) {
    // As in lodash: `mapValues(fns, retry(options))`.
    for (const key of Object.keys(fns)) {
      assertEquals(await wrap(fns[key], key, fns)(), 1);
    }
  }
});

Deno.test("a method is named without its class if that has no name", async () => {
  using time = new FakeTime();
  const names: string[] = [];
  using _ = setOnRetryHooks([({ name }) => void names.push(name)]);
  const client = new (class {
    calls = 0;
    @retry(PLAIN)
    async load(): Promise<void> {
      if (++this.calls < 2) throw new TypeError();
      await Promise.resolve();
    }
  })();

  await drive(time, client.load());

  assertEquals(names, ["load"]);
});

Deno.test("a method is named without its class if the name of that is no text", async () => {
  using time = new FakeTime();
  const names: string[] = [];
  using _ = setOnRetryHooks([({ name }) => void names.push(name)]);
  class Odd {
    calls = 0;
    static name(): number {
      return 1;
    }
    @retry({ ...PLAIN, attempts: 2 })
    async load(): Promise<void> {
      if (++this.calls < 2) throw new TypeError();
      await Promise.resolve();
    }
  }

  await drive(time, new Odd().load());

  assertEquals(names, ["load"]);
});

Deno.test("@retry() refuses what is not a method", () => {
  const decorator: Any = retry(PLAIN);
  const aim =
    "Cannot retry as the decorated element must be a method: current value is ";
  const uses: [() => unknown, string][] = [
    [() => decorator(class {}, { kind: "class", name: "Client" }), '"class"'],
    [() => decorator(undefined, { kind: "field", name: "calls" }), '"field"'],
    [() => decorator(() => 1, { kind: "getter", name: "calls" }), '"getter"'],
    [() => decorator(() => 1, { kind: "setter", name: "calls" }), '"setter"'],
    [() => decorator({}, { kind: "accessor", name: "calls" }), '"accessor"'],
    [() => decorator({}, "field"), "undefined"],
    [() => decorator({}, "field", undefined), "undefined"],
    [() => decorator({}, KEY), "undefined"],
    [
      () => decorator({}, KEY, { get: () => 1, configurable: true }),
      "undefined",
    ],
    // Where classes are compiled to functions, a static field and a parameter.
    [() => decorator(function () {}, "field", undefined), "undefined"],
    [() => decorator(function () {}, "load", 0), "undefined"],
  ];

  for (const [use, current] of uses) {
    assertEquals(assertThrows(use, TypeError).message, aim + current);
  }
  assertThrows(
    () => decorator(class Client {}),
    TypeError,
    "must be a function",
  );
  assertThrows(
    () => decorator(function* () {}, { kind: "method", name: "items" }),
    TypeError,
    "a generator function must be async",
  );
});

Deno.test("@retry() rejects for a method that is not async", async () => {
  let calls = 0;
  const load: Any = retry({ on: () => true });
  class Sync {
    load() {
      calls++;
      return 1;
    }
  }
  Sync.prototype.load = load(Sync.prototype.load, {
    kind: "method",
    name: "load",
  });

  const error = await rejection(new Sync().load() as Any);

  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "Cannot retry Sync.load as a decorated method must return a promise: current value is 1",
  );
  assertEquals(calls, 1);
});

Deno.test("@retry() refuses nothing as the result of a method", async () => {
  class Sync {
    calls = 0;
    @retry({ on: () => true })
    load(): Promise<void> {
      this.calls++;
      return undefined as unknown as Promise<void>;
    }
  }
  const sync = new Sync();

  const error = await rejection(sync.load());

  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "Cannot retry Sync.load as a decorated method must return a promise: current value is undefined",
  );
  assertEquals(sync.calls, 1);
});

Deno.test("@retry() takes what only has a then for a promise", async () => {
  class Query {
    @retry(PLAIN)
    load(): Promise<string> {
      const query = { then: (onOk: (value: string) => void) => onOk("rows") };
      return query as Promise<string>;
    }
  }

  assertEquals(await new Query().load(), "rows");
});

Deno.test("@retry() refuses what is not a promise in any attempt", async () => {
  using time = new FakeTime();
  class Sync {
    calls = 0;
    // The type says what the code does not do.
    @retry(PLAIN)
    load(): Promise<number> {
      if (++this.calls === 1) throw new TypeError("first");
      return 1 as unknown as Promise<number>;
    }
  }
  const sync = new Sync();

  const error = await rejection(drive(time, sync.load()));

  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "Cannot retry Sync.load as a decorated method must return a promise: current value is 1",
  );
  assertEquals(sync.calls, 2);
});

Deno.test("@retry() refuses a result that cannot be looked at", async () => {
  const refuse = () => {
    throw new Error("do not look");
  };
  const hostile = new Proxy({}, {
    get: refuse,
    has: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
  });
  class Hostile {
    @retry(PLAIN)
    load(): Promise<number> {
      return hostile as Promise<number>;
    }
  }

  const error = await rejection(new Hostile().load());

  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "Cannot retry Hostile.load as a decorated method must return a promise: current value is [object]",
  );
});

Deno.test("@retry() takes a function that can be awaited as a promise", async () => {
  const thenable = Object.assign(() => {}, {
    then: (resolve: (value: number) => void) => resolve(1),
  });
  class Odd {
    @retry(PLAIN)
    load(): Promise<number> {
      return thenable as unknown as Promise<number>;
    }
  }

  assertEquals(await new Odd().load(), 1);
});
