// What `console.log` shows of objects that keep everything to themselves.
import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
} from "@std/assert";
import { retry, RetryBudget, retryContext, RetryingCaller } from "../mod.ts";
import { inspectable, inspectableClass } from "../src/lib/inspect.ts";

class Plain {
  readonly #num: number;
  static asked = 0;

  constructor(num: number) {
    this.#num = num;
  }

  get num(): number {
    return this.#num;
  }

  get signal(): AbortSignal {
    Plain.asked++;
    return new AbortController().signal;
  }
}

const Sample = inspectableClass(
  Plain,
  "Sample",
  ({ num }) => ({ num, name: undefined }),
);

Deno.test("inspectableClass() makes console.log show the fields that it is told", () => {
  const sample = new Sample(2);

  assertEquals(Deno.inspect(sample), "Sample { num: 2 }");
  assertEquals(Deno.inspect([{ sample }]), "[ { sample: Sample { num: 2 } } ]");
  assertEquals(Plain.asked, 0);
});

Deno.test("inspectable() makes console.log show a single object, or a function", () => {
  const fn = inspectable(() => 1, "Retrier", () => ({ attempts: 3 }));

  assertEquals(Deno.inspect(fn), "Retrier { attempts: 3 }");
  assertEquals(fn(), 1);
});

Deno.test("inspectable() changes nothing else", () => {
  const target = { num: 1 };

  assertStrictEquals(inspectable(target, "Sample", () => ({})), target);
  assertStrictEquals(Sample, Plain);
  assertEquals(Object.keys(target), ["num"]);
  assertEquals({ ...target }, { num: 1 });
  assertEquals(JSON.stringify(target), '{"num":1}');
  for (const symbol of Object.getOwnPropertySymbols(target)) {
    assertFalse(Object.prototype.propertyIsEnumerable.call(target, symbol));
    assert(Reflect.deleteProperty(target, symbol));
  }
});

Deno.test("nothing that can be printed makes it throw", () => {
  const proxy = new Proxy(new Sample(2), {});
  assertEquals(Deno.inspect(Object.create(proxy)), "Sample {}");

  const custom = Symbol.for("nodejs.util.inspect.custom");
  assertEquals(Reflect.get(new Sample(2), custom).call(new Sample(2)), {
    num: 2,
  });
});

Deno.test("console.log shows what an attempt, a caller, a budget and a policy are", async () => {
  const budget = new RetryBudget({ minPerSecond: 1 });
  const options = { attempts: 3, timeout: 1_000, budget };
  const caller = Deno.inspect(new RetryingCaller(options));
  const retrier = Deno.inspect(retry({ on: TypeError, ...options }));

  assert(/^RetryBudget \{\s+available: 10,/.test(Deno.inspect(budget)));
  for (
    const [shown, name] of [[caller, "RetryingCaller"], [retrier, "retry"]]
  ) {
    assert(shown!.startsWith(`${name} {`), shown);
    assert(/attempts: 3,\s+timeout: 1000,/.test(shown!), shown);
    assert(shown!.includes('budget: "RetryBudget"'), shown);
  }
  await retryContext({ on: TypeError, timeout: null }, (attempt) => {
    assertEquals(
      Deno.inspect(attempt),
      "Attempt { num: 1, nextWait: 100, remaining: Infinity }",
    );
  });
});
