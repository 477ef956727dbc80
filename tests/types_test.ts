// Type tests: they are compiled, and what is wrong is expected not to compile.
// Functions that are only compiled are never called.
import { assertType, type IsExact } from "@std/testing/types";
import {
  type Attempt,
  type BackoffOptions,
  backoffs,
  type Duration,
  retry,
  RetryBudget,
  retryContext,
  retryFetch,
  RetryingCaller,
  type RetryOptions,
  setActive,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";

const options: RetryOptions = { on: TypeError };

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

  const never = retry(options)((_id: string): never => {
    throw new TypeError();
  });
  assertType<IsExact<ReturnType<typeof never>, Promise<never>>>(true);
});

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

    // @ts-expect-error a field is not a method
    @retry(options)
    field = 1;
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
