import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { retry, setActive, setOnRetryHooks, setTesting } from "../mod.ts";
import { drive, PLAIN, rejection } from "./helpers.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

Deno.test("retry() starts an async generator over when it fails", async () => {
  using time = new FakeTime();
  const start = time.now;
  const starts: number[] = [];
  const items = retry(PLAIN)(async function* () {
    starts.push(time.now - start);
    yield 1;
    if (starts.length < 3) throw new TypeError();
    yield 2;
  });

  assertEquals(await drive(time, collect(items())), [1, 1, 1, 2]);
  assertEquals(starts, [0, 100, 300]);
});

Deno.test("retry() throws the last error of an async generator", async () => {
  using time = new FakeTime();
  const errors = [new TypeError("1"), new TypeError("2")];
  let num = 0;
  // deno-lint-ignore require-yield
  const items = retry({ ...PLAIN, attempts: 2 })(async function* () {
    throw errors[num++];
  });

  assertStrictEquals(await rejection(drive(time, collect(items()))), errors[1]);
});

Deno.test("retry() forwards values, errors and the return value of an async generator", async () => {
  const received: unknown[] = [];
  const items = retry(PLAIN)(async function* (first: string) {
    let item = first;
    for (;;) {
      try {
        const sent: unknown = yield item;
        received.push(sent);
        if (sent === "end") return "returned";
        item = `${sent}!`;
      } catch (error) {
        received.push(error);
        item = "caught";
      }
    }
  });

  const iterator = items("a");
  assertEquals(await iterator.next(), { done: false, value: "a" });
  assertEquals(await iterator.next("b"), { done: false, value: "b!" });
  assertEquals(await iterator.throw("oops"), { done: false, value: "caught" });
  assertEquals(await iterator.next(), { done: false, value: "undefined!" });
  assertEquals(await iterator.next("end"), { done: true, value: "returned" });
  assertEquals<unknown>(await iterator.next(), {
    done: true,
    value: undefined,
  });
  assertEquals(received, ["b", "oops", undefined, "end"]);
});

Deno.test("retry() retries an async generator that does not catch what is thrown into it", async () => {
  using time = new FakeTime();
  const items = retry(PLAIN)(async function* () {
    yield 1;
    yield 2;
  });

  const iterator = items();
  await iterator.next();

  assertEquals(
    await drive(time, iterator.throw(new TypeError())),
    { done: false, value: 1 },
  );
});

Deno.test("retry() closes an async generator that its consumer leaves", async () => {
  let closed = 0;
  const items = retry(PLAIN)(
    async function* (): AsyncGenerator<number, unknown> {
      try {
        for (;;) yield 1;
      } finally {
        closed++;
      }
    },
  );

  for await (const _ of items()) break;
  const iterator = items();
  await iterator.next();

  assertEquals<unknown>(await iterator.return("early"), {
    done: true,
    value: "early",
  });
  assertEquals<unknown>(await iterator.next(), {
    done: true,
    value: undefined,
  });
  assertEquals(closed, 2);
});

Deno.test("retry() passes an empty async generator on", async () => {
  const items = retry(PLAIN)(async function* (): AsyncGenerator<number> {});

  assertEquals(await collect(items()), []);
});

Deno.test("retry() does nothing before the first item is asked for", async () => {
  let started = 0;
  let read = 0;
  const items = retry({
    ...PLAIN,
    signal: () => {
      read++;
      return undefined;
    },
  })(async function* () {
    yield ++started;
  });

  const iterator = items();
  assertEquals([started, read], [0, 0]);
  await iterator.next();
  assertEquals([started, read], [1, 1]);
  await iterator.return(undefined);
});

Deno.test("retry() keeps receiver, arguments, name and length of an async generator function", async () => {
  class List {
    async *items(this: List, _from: number, ..._more: number[]) {
      yield [this instanceof List, _from, ..._more];
    }
  }
  const retried = retry(PLAIN)(List.prototype.items);

  assertEquals(await collect(retried.call(new List(), 1, 2)), [[true, 1, 2]]);
  assertEquals([retried.name, retried.length], ["items", 1]);
});

Deno.test("retry() can wrap a wrapped or bound async generator function", async () => {
  using time = new FakeTime();
  let num = 0;
  async function* items(this: number) {
    yield this;
    if (++num < 4) throw new TypeError();
  }

  const twice = retry({ ...PLAIN, attempts: 2 })(
    retry({ ...PLAIN, attempts: 2 })(items.bind(7)),
  );

  assertEquals(await drive(time, collect(twice())), [7, 7, 7, 7]);
});

Deno.test("retry() holds the limits of an async generator when it fails", async () => {
  using time = new FakeTime();
  const error = new TypeError();
  const items = retry({ ...PLAIN, timeout: 250 })(async function* () {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 300));
    yield 2;
    throw error;
  });
  const seen: number[] = [];

  const reason = await rejection(drive(
    time,
    (async () => {
      for await (const item of items()) seen.push(item);
    })(),
  ));

  assertStrictEquals(reason, error);
  assertEquals(seen, [1, 2]);
});

Deno.test("retry() rejects at once when an async generator is aborted in a wait", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const { signal } = controller;
  const items = retry({ ...PLAIN, signal })(async function* () {
    yield 1;
    throw new TypeError();
  });
  const call = collect(items());
  await time.tickAsync(50);

  controller.abort("stop");

  assertEquals(await rejection(call), "stop");
  assertFalse(time.next(), "a timer was left");
});

Deno.test("retry() runs an async generator once while retrying is off", async () => {
  using _ = setActive(false);
  const error = new TypeError();
  let starts = 0;
  const items = retry(PLAIN)(async function* (fails: boolean) {
    starts++;
    yield 1;
    if (fails) throw error;
  });

  assertEquals(await collect(items(false)), [1]);
  assertStrictEquals(await rejection(collect(items(true))), error);
  assertEquals(starts, 2);
});

Deno.test("retry() does not wait for an async generator in testing mode", async () => {
  using _ = setTesting(true, { attempts: 3 });
  let starts = 0;
  const items = retry(PLAIN)(async function* () {
    yield ++starts;
    throw new TypeError();
  });

  assertInstanceOf(await rejection(collect(items())), TypeError);
  assertEquals(starts, 3);
});

Deno.test("retry() tells hooks about an async generator", async () => {
  using _testing = setTesting(true, { attempts: 2 });
  const told: unknown[] = [];
  using _hooks = setOnRetryHooks([
    ({ name, args }) => void told.push(name, args),
  ]);
  async function* items(_url: string) {
    yield 1;
    throw new TypeError();
  }

  await rejection(collect(retry(PLAIN)(items)("a")));

  assertEquals(told, ["items", ["a"]]);
});

Deno.test("retry() retries an async generator whose parameters throw", async () => {
  using _ = setTesting(true, { attempts: 2 });
  let calls = 0;
  const fail = (): number => {
    if (++calls < 2) throw new TypeError();
    return calls;
  };
  const items = retry(PLAIN)(async function* (value: number = fail()) {
    yield value;
  });

  assertEquals(await collect(items()), [2]);
  assert(calls === 2);
});

Deno.test("retry() does not start an async generator over that its consumer leaves", async () => {
  const error = new TypeError("from the cleanup");
  let starts = 0;
  const items = retry(PLAIN)(async function* () {
    try {
      yield ++starts;
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is the point
      throw error;
    }
  });

  const iterator = items();
  await iterator.next();
  assertStrictEquals(
    await rejection(iterator.return(undefined as never)),
    error,
  );
  assertEquals((await iterator.next()).done, true);
  assertStrictEquals(
    await rejection((async () => {
      for await (const _ of items()) break;
    })()),
    error,
  );
  assertEquals(starts, 2);
});

Deno.test("retry() keeps what an async generator inherits", async () => {
  async function* count() {
    yield 1;
  }
  const items = retry(PLAIN)(count)();

  assertStrictEquals(Object.getPrototypeOf(items), count.prototype);
  assertEquals(await collect(items), [1]);
});

Deno.test("retry() lets others replace the methods of a generator", async () => {
  const items = retry(PLAIN)(async function* () {
    yield 1;
  })();
  let left = false;
  Object.defineProperty(items, "return", {
    value: () => {
      left = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  });

  for await (const _ of items) break;

  assert(left);
});
