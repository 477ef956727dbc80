// Type tests: they are compiled, and what is wrong is expected not to compile.
// Functions that are only compiled are never called.
import { assertType, type IsExact } from "@std/testing/types";
import {
  type Attempt,
  type BackoffOptions,
  backoffs,
  type DisposableLike,
  type Duration,
  type Hook,
  type KeepsType,
  retry,
  RetryBudget,
  retryContext,
  retryFetch,
  RetryingCaller,
  type RetryingCallerOptions,
  type RetryOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";

const options: RetryOptions = { on: TypeError };

type Any = ReturnType<JSON["parse"]>;

Deno.test("retry() keeps the type of an async function", () => {
  const load = async (
    id: string,
    size?: number,
  ): Promise<[string, number | undefined]> => await [id, size];
  const retried = retry(options)(load);
  assertType<IsExact<typeof retried, typeof load>>(true);
  assertType<IsExact<typeof retriedFetch, typeof fetch>>(true);
});
const retriedFetch = retry(options)(fetch);

Deno.test("retry() keeps generics, overloads and the receiver", () => {
  const generic = retry(options)(async <T>(value: T): Promise<T> =>
    await value
  );
  assertType<IsExact<Awaited<ReturnType<typeof generic<42>>>, 42>>(true);

  interface Overloaded {
    (value: string): Promise<string>;
    (value: number): Promise<number>;
  }
  const overloaded = retry(options)(
    ((value: unknown) => Promise.resolve(value)) as Overloaded,
  );
  assertType<IsExact<typeof overloaded, Overloaded>>(true);

  function withThis(this: { id: number }, _scale: number): Promise<number> {
    return Promise.resolve(this.id);
  }
  const bound = retry(options)(withThis);
  assertType<IsExact<typeof bound, typeof withThis>>(true);
  // @ts-expect-error the receiver is missing
  const _call = () => bound(1);
});

Deno.test("retry() keeps the type of an async generator function", () => {
  const items = async function* (
    _from: number,
  ): AsyncGenerator<string, boolean, Date> {
    yield "a";
    return true;
  };
  const retried = retry(options)(items);
  assertType<IsExact<typeof retried, typeof items>>(true);
});

Deno.test("retry() keeps the type of an async function that only throws", () => {
  const fail = async <T>(_value: T) => await Promise.reject<never>();
  const retried = retry(options)(fail);
  assertType<IsExact<typeof retried, typeof fail>>(true);

  // deno-lint-ignore require-yield -- it only throws
  const items = async function* () {
    await fail(1);
    throw new TypeError();
  };
  const retriedItems = retry(options)(items);
  assertType<IsExact<typeof retriedItems, typeof items>>(true);
});

Deno.test("retry() keeps the type of a function that may be compiled from an async generator function", () => {
  const retried = retry(options)(items);
  assertType<IsExact<typeof retried, typeof items>>(true);

  function items(_from: number): AsyncIterableIterator<string> {
    return (async function* () {
      yield await Promise.resolve("a");
    })();
  }
});

Deno.test("retry() does not know what a function returns that may be an async generator function or not", () => {
  const iterable = retry(options)(items);
  assertType<
    IsExact<
      typeof iterable,
      (
        this: unknown,
        from: number,
      ) => AsyncIterable<string> | Promise<AsyncIterable<string>>
    >
  >(true);
  const iterator = retry(options)(fake as () => AsyncIterator<string>);
  assertType<
    IsExact<
      ReturnType<typeof iterator>,
      AsyncIterator<string> | Promise<AsyncIterator<string>>
    >
  >(true);

  // deno-lint-ignore require-yield -- there is nothing to give
  async function* items(_from: number): AsyncIterable<string> {
    await Promise.resolve();
  }
});

Deno.test("retry() makes any other function return a promise", () => {
  const sync = retry(options)((id: string, _size: number) => id.length);
  assertType<
    IsExact<
      typeof sync,
      (this: unknown, id: string, _size: number) => Promise<number>
    >
  >(true);

  const maybe = retry(options)((id: string): string | Promise<string> => id);
  assertType<IsExact<ReturnType<typeof maybe>, Promise<string>>>(true);

  const optional = retry(options)((): Promise<string> | undefined => undefined);
  assertType<
    IsExact<ReturnType<typeof optional>, Promise<string | undefined>>
  >(true);

  const nothing = retry(options)((_id: string): void => {});
  assertType<IsExact<ReturnType<typeof nothing>, Promise<void>>>(true);

  const unknown = retry(options)((id: string): unknown => id);
  assertType<IsExact<ReturnType<typeof unknown>, Promise<unknown>>>(true);

  const never = retry(options)((_id: string): never => {
    throw new TypeError();
  });
  assertType<IsExact<ReturnType<typeof never>, Promise<never>>>(true);

  const stream = retry(options)(() => new ReadableStream<string>());
  assertType<
    IsExact<ReturnType<typeof stream>, Promise<ReadableStream<string>>>
  >(true);

  function withThis(this: { id: number }, scale: number): number {
    return this.id * scale;
  }
  const bound = retry(options)(withThis);
  assertType<
    IsExact<
      typeof bound,
      (this: { id: number }, scale: number) => Promise<number>
    >
  >(true);
});

Deno.test("retry() makes a generic function return a promise, and keeps it generic", () => {
  const first = retry(options)(<T>(values: T[]): T => values[0]!);
  assertType<IsExact<ReturnType<typeof first<42>>, Promise<42>>>(true);
  const identity = retry(options)(<T>(value: T): T => value);
  assertType<IsExact<ReturnType<typeof identity<42>>, Promise<42>>>(true);
  const nested = retry(options)(<T>(value: Promise<T>): T[] => [value as T]);
  assertType<IsExact<ReturnType<typeof nested<42>>, Promise<42[]>>>(true);

  // A type that can only be told by the caller, as some JSON clients have it.
  const read = retry(options)((() => 1) as <T>() => T);
  assertType<IsExact<ReturnType<typeof read<42>>, Promise<42>>>(true);
  const load = retry(options)((() => {}) as <T>() => Promise<T>);
  assertType<IsExact<ReturnType<typeof load<42>>, Promise<42>>>(true);
});

Deno.test("retry() makes a function that returns any return a promise", () => {
  const parse = retry(options)(JSON.parse);
  assertType<IsExact<ReturnType<typeof parse>, Promise<Any>>>(
    true,
  );
  assertType<IsExact<Parameters<typeof parse>, Parameters<JSON["parse"]>>>(
    true,
  );
});

/** A promise that can do more, as those of ky and execa. */
interface ResponsePromise<T> extends Promise<Response> {
  json<J = T>(): Promise<J>;
}

/** A promise that is told by its tag, as Prisma's. */
interface TaggedPromise<T> extends Promise<T> {
  [Symbol.toStringTag]: "Tagged";
}

/** A query that runs when it is awaited, as those of knex and Mongoose. */
interface Query<T> extends PromiseLike<T[]> {
  where(condition: object): Query<T>;
}

Deno.test("retry() makes special promises plain ones", () => {
  const get = retry(options)(
    fake as <T>(url: string, init: RequestInit) => ResponsePromise<T>,
  );
  assertType<IsExact<ReturnType<typeof get<42>>, Promise<Response>>>(true);
  assertType<
    IsExact<Parameters<typeof get>, [url: string, init: RequestInit]>
  >(true);

  const find = retry(options)(fake as (id: number) => TaggedPromise<string>);
  assertType<IsExact<ReturnType<typeof find>, Promise<string>>>(true);

  const select = retry(options)(fake as (table: string) => Query<string>);
  assertType<IsExact<ReturnType<typeof select>, Promise<string[]>>>(true);

  const run = retry(options)(
    fake as (command: string) => { pid: number } & Promise<{ code: number }>,
  );
  assertType<IsExact<ReturnType<typeof run>, Promise<{ code: number }>>>(true);

  const pages = retry(options)(
    fake as () => AsyncGenerator<string> & { size: number },
  );
  // @ts-expect-error it has no more than an async generator has
  const _size = () => pages().size;
});

Deno.test("retry() keeps of overloads the last one, unless all return plain promises", () => {
  interface ByCallback {
    (callback: () => void): number;
    (): Promise<number>;
  }
  interface Loose {
    (text: string): Any;
    (value: number): Promise<number>;
  }
  interface Special {
    (url: string): ResponsePromise<string>;
    (value: number): Promise<number>;
  }
  interface SyncLast {
    (value: number): Promise<number>;
    (text: string): string;
  }
  const byCallback = retry(options)(fake as ByCallback);
  assertType<IsExact<typeof byCallback, (this: unknown) => Promise<number>>>(
    true,
  );
  const loose = retry(options)(fake as Loose);
  type OfNumber = (this: unknown, value: number) => Promise<number>;
  assertType<IsExact<typeof loose, OfNumber>>(true);
  const special = retry(options)(fake as Special);
  assertType<IsExact<typeof special, OfNumber>>(true);
  const syncLast = retry(options)(fake as SyncLast);
  assertType<
    IsExact<typeof syncLast, (this: unknown, text: string) => Promise<string>>
  >(true);
});

Deno.test("retry() keeps the properties of an async function", () => {
  const load = Object.assign(async (id: string) => await id, { version: 2 });
  const retried = retry(options)(load);
  assertType<IsExact<typeof retried, typeof load>>(true);
});

Deno.test("KeepsType tells whether a type is kept", () => {
  assertType<IsExact<KeepsType<typeof fetch>, true>>(true);
  assertType<IsExact<KeepsType<() => AsyncGenerator<string>>, true>>(true);
  assertType<IsExact<KeepsType<() => Promise<1> | Promise<2>>, true>>(true);
  assertType<IsExact<KeepsType<() => string>, false>>(true);
  assertType<IsExact<KeepsType<() => never>, false>>(true);
  assertType<IsExact<KeepsType<JSON["parse"]>, false>>(true);
  assertType<IsExact<KeepsType<<T>(value: T) => T>, false>>(true);
  assertType<IsExact<KeepsType<() => ResponsePromise<1>>, false>>(true);
});

function fake(): Any {}

Deno.test("retry() may be passed to map()", () => {
  const fns = [(id: string) => Promise.resolve(id)];
  const _unknown: ((...args: unknown[]) => Promise<unknown>)[] = fns.map(
    retry(options),
  );
  // The compiler looks at one overload only there; it sees all of them here.
  const kept = fns.map((fn) => retry(options)(fn));
  assertType<IsExact<typeof kept, typeof fns>>(true);
});

Deno.test("@retry() keeps the type of a method", () => {
  class Client {
    @retry(options)
    async load(id: string): Promise<number> {
      return await id.length;
    }
    @retry(options)
    async *items(from: string): AsyncGenerator<string> {
      yield await from;
    }
    @retry(options)
    static async make(): Promise<Client> {
      return await new Client();
    }
    @retry(options)
    async generic<T>(value: T): Promise<T> {
      return await value;
    }
    @retry(options)
    async #secret(): Promise<void> {
      await this.#secret();
    }
    secret = () => this.#secret();
  }
  assertType<IsExact<ReturnType<Client["load"]>, Promise<number>>>(true);
  assertType<IsExact<ReturnType<Client["items"]>, AsyncGenerator<string>>>(
    true,
  );
  assertType<IsExact<ReturnType<typeof Client["make"]>, Promise<Client>>>(true);
});

const _mustNotCompile = () => {
  class Wrong {
    // @ts-expect-error a method that is not async would change its type
    @retry(options)
    load(): number {
      return 1;
    }

    // @ts-expect-error a method that returns anything may not be async
    @retry(options)
    loose(): Any {
      return 1;
    }

    // @ts-expect-error a method that only throws would return a promise
    @retry(options)
    fail(): never {
      throw new TypeError();
    }

    // @ts-expect-error a generic method that is not async would change its type
    @retry(options)
    first<T>(values: T[]): T {
      return values[0]!;
    }

    // @ts-expect-error what the promise has on top would be lost
    @retry(options)
    special(): ResponsePromise<string> {
      return fake();
    }

    // @ts-expect-error it is not said to be an async generator method
    @retry(options)
    async *items(): AsyncIterable<string> {}

    // @ts-expect-error a generator method that is not async cannot wait
    @retry(options)
    *sync(): Generator<string> {}

    // @ts-expect-error a field is not a method
    @retry(options)
    field = 1;

    // @ts-expect-error a field is not a method, even if it holds a function
    @retry(options)
    held = async () => {};

    // @ts-expect-error a getter is not a method
    @retry(options)
    get got() {
      return 1;
    }

    // @ts-expect-error an accessor is not a method
    @retry(options)
    accessor accessed = async () => {};
  }

  // @ts-expect-error a class is not a method
  @retry(options)
  class Decorated {}

  // @ts-expect-error there is no default for "on"
  retry({});
  // @ts-expect-error there are no options
  retry();
  // @ts-expect-error an option is misspelt
  retry({ on: TypeError, attemps: 3 });
  // @ts-expect-error not a class of errors
  retry({ on: Map });
  // @ts-expect-error not a class of errors
  retry({ on: [TypeError, Map] });
  // @ts-expect-error a hook decides with a boolean or a duration
  retry({ on: () => "yes" });
  // @ts-expect-error a hook must not be async
  retry({ on: async () => await true });
  // @ts-expect-error attempts are a number
  retry({ on: TypeError, attempts: "3" });
  // @ts-expect-error a wait has no "no limit"
  retry({ on: TypeError, waitMax: null });
  // @ts-expect-error not a duration
  retry({ on: TypeError, timeout: new Date() });
  // @ts-expect-error not a signal
  retry({ on: TypeError, signal: new AbortController() });
  // @ts-expect-error not a budget
  retry({ on: TypeError, budget: {} });
  // @ts-expect-error an option is misspelt
  new RetryBudget({ minPerSec: 1 });
  // @ts-expect-error what is available is not to be set
  new RetryBudget().available = 5;
  // @ts-expect-error not a function
  retry(options)({});
  // @ts-expect-error each call has its own "on"
  new RetryingCaller({ on: TypeError });
  // @ts-expect-error the function takes a string
  new RetryingCaller().call(TypeError, (id: string) => id, 5);
  // @ts-expect-error an argument is missing
  new RetryingCaller().on(TypeError)((id: string) => id);
  // @ts-expect-error waits have no failures to pick from
  backoffs({ on: TypeError });
  // @ts-expect-error nothing is waited for that could be aborted
  backoffs({ signal: new AbortController().signal });
  // @ts-expect-error the attempts are made elsewhere
  backoffs({ attemptTimeout: 5 });
  // @ts-expect-error not a boolean
  setActive("off");
  // @ts-expect-error an option is misspelt
  setTesting(true, { attemps: 3 });
  // @ts-expect-error hooks come in an array
  setOnRetryHooks(() => {});
  // @ts-expect-error a hook must not be async
  setOnRetryHooks([async () => {}]);
  // @ts-expect-error what a hook returns is disposed
  setOnRetryHooks([() => ({ dispose() {} })]);
  // @ts-expect-error a hook is a function
  retry({ on: TypeError, onRetry: [] });
  // @ts-expect-error a hook must not be async
  retry({ on: TypeError, onRetry: async () => {} });
  // @ts-expect-error a hook for retries knows no reason
  retry({ on: TypeError, onRetry: ({ reason }) => console.warn(reason) });
  return [Wrong, Decorated];
};

Deno.test("options take what is promised", () => {
  const abstract = abstractErrorClass();
  const all: RetryOptions[] = [
    { on: TypeError },
    { on: abstract },
    { on: [TypeError, DOMException, abstract] },
    { on: [TypeError] as const },
    { on: (error) => error instanceof TypeError },
    { on: () => 5 },
    { on: () => Temporal.Duration.from({ seconds: 1 }) },
    { on: (error: unknown): boolean | Duration => error === 1 ? 5 : false },
    { on: TypeError, attempts: null, timeout: null, attemptTimeout: null },
    { on: TypeError, timeout: Temporal.Duration.from({ seconds: 1 }) },
    { on: TypeError, signal: new AbortController().signal },
    { on: TypeError, budget: new RetryBudget({ ratio: 0.1, ttl: 5_000 }) },
    {
      on: TypeError,
      signal: (_url: string, init?: RequestInit) => init?.signal,
    },
  ];
  assertType<IsExact<typeof all, RetryOptions[]>>(true);
});

Deno.test("what restores is a Disposable, and hooks may return one", () => {
  const restored: Disposable[] = [];
  const restorers = () => [
    setActive(true),
    setTesting(false),
    setOnRetryHooks(null),
    setOnGiveUpHooks(null),
  ];
  assertType<IsExact<ReturnType<typeof restorers>, DisposableLike[]>>(true);
  const _push = () => restored.push(...restorers());
  const _using = () => {
    using _ = setActive(true);
    setTesting(false)[Symbol.dispose]();
  };
  const hooks: Hook[] = [
    () => {},
    () => undefined,
    () => ({ [Symbol.dispose]() {} }),
    (): Disposable | void => {},
    () => setActive(true),
  ];
  assertType<IsExact<DisposableLike extends Disposable ? 1 : 2, 1>>(true);
  assertType<IsExact<Disposable extends DisposableLike ? 1 : 2, 1>>(true);
  setOnRetryHooks(hooks)[Symbol.dispose]();
});

Deno.test("a call may have hooks of its own", () => {
  const hooks: RetryingCallerOptions = {
    onRetry: ({ retryNum, waitFor }) => {
      assertType<IsExact<typeof retryNum, number>>(true);
      assertType<IsExact<typeof waitFor, number>>(true);
      return setActive(true);
    },
    onGiveUp: ({ attempts, reason }) => console.warn(attempts, reason),
  };
  retry({ ...options, ...hooks });
  new RetryingCaller(hooks);
  const hook: Hook = () => {};
  retry({ ...options, onRetry: hook, onGiveUp: hook });
});

function abstractErrorClass() {
  abstract class AbstractError extends Error {
    abstract readonly code: number;
  }
  return AbstractError;
}

const _context = async () => {
  for await (const attempt of retryContext(options)) {
    assertType<IsExact<typeof attempt, Attempt>>(true);
    assertType<IsExact<typeof attempt.num, number>>(true);
    assertType<IsExact<typeof attempt.nextWait, number>>(true);
    assertType<IsExact<typeof attempt.remaining, number>>(true);
    assertType<IsExact<typeof attempt.signal, AbortSignal>>(true);
    assertType<IsExact<ReturnType<typeof attempt.fail>, void>>(true);
    // @ts-expect-error an attempt is not to be changed
    attempt.num = 2;
  }
  const sync = retryContext(options, ({ num }) => num);
  assertType<IsExact<typeof sync, Promise<number>>>(true);
  const async = retryContext(
    options,
    async ({ signal }) => await fetch("", { signal }),
  );
  assertType<IsExact<typeof async, Promise<Response>>>(true);
};

const _caller = () => {
  const caller = new RetryingCaller();
  const called = caller.call(
    TypeError,
    (id: string, size: number) => id.length + size,
    "a",
    1,
  );
  assertType<IsExact<typeof called, Promise<number>>>(true);
  const generic = caller.call(TypeError, <T>(value: T): T => value, 42);
  assertType<IsExact<typeof generic, Promise<number>>>(true);
  const special = caller.call(
    TypeError,
    fake as (url: string) => ResponsePromise<string>,
    "",
  );
  assertType<IsExact<typeof special, Promise<Response>>>(true);
  const bound = caller.on([TypeError])(async (id: string) => await id, "a");
  assertType<IsExact<typeof bound, Promise<string>>>(true);
};

Deno.test("backoffs() takes options that retry() takes, too", () => {
  const shared: BackoffOptions = { attempts: null, timeout: null };
  const all: Required<BackoffOptions> = {
    attempts: 3,
    timeout: Temporal.Duration.from({ hours: 1 }),
    waitInitial: Temporal.Duration.from({ seconds: 1 }),
    waitMax: 5_000,
    waitJitter: 0,
    waitExpBase: 2,
  };
  assertType<IsExact<ReturnType<typeof backoffs>, Iterable<number>>>(true);
  for (const each of [undefined, shared, all]) {
    backoffs(each);
    retry({ ...options, ...each });
  }
});

Deno.test("retryFetch() returns what it is given, or the `fetch` of the platform", () => {
  type Fetch = (input: URL) => Promise<Response>;
  const platform = retryFetch();
  const timed = retryFetch({ timeout: 1_000, attempts: null });
  const own = (_: URL) => Promise.resolve({ ok: true });
  const given = retryFetch({ fetch: own });
  const wanted: Fetch = retryFetch();
  const generic = retryFetch({
    fetch: Object.assign(
      <T>(_: string, init?: T) => Promise.resolve(init),
      { preconnect: () => {} },
    ),
  });

  assertType<IsExact<typeof platform, typeof fetch>>(true);
  assertType<IsExact<typeof timed, typeof fetch>>(true);
  assertType<IsExact<typeof given, typeof own>>(true);
  assertType<IsExact<typeof wanted, Fetch>>(true);
  assertType<IsExact<typeof generic.preconnect, () => void>>(true);
});

const _wrongFetches = () => {
  // @ts-expect-error it takes options
  retryFetch(fetch);
  // @ts-expect-error a signal belongs to a request
  retryFetch({ signal: AbortSignal.abort() });
  // @ts-expect-error so do headers
  retryFetch({ headers: {} });
  // @ts-expect-error it must be a function
  retryFetch({ fetch: "fetch" });
  // @ts-expect-error it must return a promise
  retryFetch({ fetch: (_: string) => "text" });
};
