// What is told about a wrong value. It may be a secret that got into the wrong place,
// and looking at it must not run what the user has not asked for.
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import {
  loggingHook,
  raiseForStatus,
  retry,
  retryContext,
  type RetryOptions,
  setActive,
} from "../mod.ts";
import { wrongData, wrongKind, wrongNumber } from "../src/lib/messages.ts";
import { PLAIN, rejection } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
type Any = any;

const SECRET = "sk_live_51H8xkq2eZvKYlo2CTuR3x8fQ9xW0aBcDeFg";

function shown(value: unknown): string {
  return wrongKind("try", value).message
    .replace("Cannot try: current value is ", "");
}

function throws(): never {
  throw new Error("was looked at");
}

const DENY: ProxyHandler<Any> = new Proxy({}, { get: throws });

Deno.test("wrongKind() shows what helps to find a mistake", () => {
  const cases: [unknown, string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    [-0.5, "-0.5"],
    [NaN, "NaN"],
    [10n, "10n"],
    [Symbol("any"), "Symbol(any)"],
    [Symbol("a".repeat(32)), `Symbol(${"a".repeat(32)})`],
    ["", '""'],
    ["1s", '"1s"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ["a".repeat(40), `"${"a".repeat(40)}"`],
    [{}, "[object Object]"],
    [Object.create(null), "[object Object]"],
    [[SECRET], "[object Array]"],
    [new Error(SECRET), "[object Error]"],
    [class Client {}, "class Client"],
    [function load() {}, "function load"],
    [() => SECRET, "function (anonymous)"],
    [new String(SECRET), "[object String]"],
  ];

  for (const [value, expected] of cases) assertEquals(shown(value), expected);
});

Deno.test("wrongKind() shows nothing that is long", () => {
  const long = "a".repeat(41);
  const named = Object.defineProperty(() => {}, "name", { value: long });
  const cases: [unknown, string][] = [
    [long, "a string of 41 characters"],
    ["a".repeat(5_000_000), "a string of 5000000 characters"],
    [SECRET, `a string of ${SECRET.length} characters`],
    [10n ** 50n, "[bigint]"],
    [Symbol(SECRET), "[symbol]"],
    [named, "[function]"],
    [{ [Symbol.toStringTag]: long }, "[object]"],
  ];

  for (const [value, expected] of cases) assertEquals(shown(value), expected);
});

Deno.test("wrongKind() runs nothing of a value, and no value makes it throw", () => {
  const hostile = {
    toString: throws,
    valueOf: throws,
    toJSON: throws,
    [Symbol.toPrimitive]: throws,
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  const revocable = Proxy.revocable(() => {}, {});
  revoke();
  revocable.revoke();
  const remote: Any = new Proxy(() => {}, {
    get: () => remote,
    apply: throws,
  });
  const cases: [unknown, string][] = [
    [hostile, "[object Object]"],
    [Object.assign(() => {}, hostile), "function (anonymous)"],
    [new Proxy({}, DENY), "[object]"],
    [new Proxy(() => {}, DENY), "[function]"],
    [new Proxy(class {}, DENY), "[function]"],
    [proxy, "[object]"],
    [revocable.proxy, "[function]"],
    [{
      get [Symbol.toStringTag]() {
        return throws();
      },
    }, "[object]"],
    // What calls go through to another thread, or to another machine.
    [remote, "function (anonymous)"],
    [Object.defineProperty(() => {}, "name", { get: throws }), "[function]"],
    [
      Object.defineProperty(() => {}, "name", { value: hostile }),
      "function (anonymous)",
    ],
    [
      Object.defineProperty(() => {}, "name", { value: 5 }),
      "function (anonymous)",
    ],
  ];

  for (const [value, expected] of cases) {
    assertEquals(shown(value), expected);
    assertEquals(
      wrongNumber("try", value).message,
      wrongKind("try", value).message,
    );
  }
});

Deno.test("wrongData() never shows text", () => {
  const { message } = wrongData("try", "token");

  assertEquals(
    message,
    "Cannot try: current value is a string of 5 characters",
  );
  assertEquals(
    wrongData("try", { token: SECRET }).message,
    "Cannot try: current value is [object Object]",
  );
});

Deno.test("no misuse tells a secret", async () => {
  const text = SECRET as Any;
  const method: Any = retry(PLAIN);
  const load = method(() => SECRET, { kind: "method", name: "load" });
  const short = method(() => "token", { kind: "method", name: "load" });
  const mistakes: (() => unknown)[] = [
    () => retry(text),
    () => retry(PLAIN)(text),
    () => retry({ on: text }),
    () => retry({ on: TypeError, timeout: text }),
    () => retry({ on: TypeError, [SECRET]: true } as RetryOptions),
    () => retry({ on: TypeError, budget: text }),
    () => retry({ on: TypeError, signal: text }),
    () => retryContext(PLAIN, text),
    () => setActive(text),
    () => loggingHook(text),
    () => raiseForStatus(text),
    () => raiseForStatus("token" as Any),
  ];

  for (const mistake of mistakes) {
    assertFalse(/sk_live|token/.test(assertThrows(mistake).message));
  }
  for (const call of [load, short]) {
    const error = await rejection(call());
    assert(error instanceof TypeError);
    assertFalse(/sk_live|token/.test(error.message), error.message);
  }
});

Deno.test("retry() says how it is called to who passes a function", () => {
  const wrong: Any = retry;
  const fn = () => {};

  for (
    const mistake of [
      () => wrong(fn),
      () => wrong(fn, { on: TypeError }),
      () => wrong(fn, { retries: 3 }),
      () => wrong(PLAIN, fn),
    ]
  ) {
    assertEquals(
      assertThrows(mistake, TypeError).message,
      "Cannot retry as 'retry' takes only options: write retry(options)(fn)",
    );
  }
});
