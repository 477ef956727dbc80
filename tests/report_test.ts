// What is counted and logged about an error.
import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  type GiveUpDetails,
  HttpStatusError,
  loggingHook,
  openTelemetryHook,
  prometheusHook,
  type RecoveryDetails,
  type RetryDetails,
} from "../mod.ts";

// deno-lint-ignore no-explicit-any -- errors are made to look like others
type Any = any;

function detailsOf(causedBy: unknown): RetryDetails {
  return {
    event: "retry",
    name: "load",
    args: [],
    retryNum: 1,
    waitFor: 0,
    waitedSoFar: 0,
    causedBy,
  };
}

/** A hook that counts, and what it has counted. */
function counter(): { count: (error: unknown) => string; types: Set<string> } {
  const types = new Set<string>();
  let last = "";
  const hook = prometheusHook({
    Counter: class {
      inc({ error_type }: Any) {
        types.add(last = error_type);
      }
    },
    register: { getSingleMetric: () => undefined },
  });
  return {
    types,
    count(error) {
      hook(detailsOf(error));
      return last;
    },
  };
}

function typeOf(error: unknown): string {
  return counter().count(error);
}

function causedBy(error: unknown): string {
  let logged: Any;
  const hook = loggingHook({
    warn: (_event, fields) => logged = fields,
    debug: () => {},
  });
  hook(detailsOf(error));
  return logged.caused_by;
}

class Boom extends Error {}
class TypeBoom extends TypeError {}
class NamedBoom extends Error {
  override name = "OwnName";
}
class e extends Error {}
class AxiosError extends Error {
  constructor() {
    super();
    this.name = "Error";
  }
}

Deno.test("error_type is the error's own name, or that of its class", () => {
  const made: [unknown, string][] = [
    [new Error(), "Error"],
    [new TypeError(), "TypeError"],
    [new Boom(), "Boom"],
    [new TypeBoom(), "TypeBoom"],
    [new NamedBoom(), "OwnName"],
    [new e(), "e"],
    [new AxiosError(), "AxiosError"],
    [new (class extends Boom {})(), "Error"],
    [Object.assign(new Error(), { name: "TypeError" }), "TypeError"],
    [Object.assign(new Error(), { name: "NotFound" }), "NotFound"],
    [Object.assign(new Error(), { name: "Deno.NotFound" }), "Deno.NotFound"],
    [Object.assign(new Error(), { name: "Größenfehler" }), "Größenfehler"],
    [new DOMException("", "TimeoutError"), "TimeoutError"],
    [new AggregateError([]), "AggregateError"],
    [new HttpStatusError(new Response()), "HttpStatusError"],
    [{ name: "ApiError" }, "ApiError"],
    [{ __proto__: null, name: "ApiError" }, "ApiError"],
    [{ name: "Error" }, "Error"],
    [{ name: "TypeError" }, "TypeError"],
  ];

  for (const [error, expected] of made) assertEquals(typeOf(error), expected);
});

Deno.test("error_type is only ever what looks like a name", () => {
  const names = [
    "a user has typed this",
    "id 42",
    "42",
    "a\nb",
    'a"} 1',
    "\u202eError",
    "",
  ];
  for (const name of names) {
    assertEquals(typeOf(Object.assign(new Boom(), { name })), "Boom");
    assertEquals(typeOf(Object.assign(new Error(), { name })), "Error");
    assertEquals(typeOf({ __proto__: null, name }), "object");
  }
  const values: [unknown, string][] = [
    [undefined, "undefined"],
    [null, "object"],
    ["Error", "string"],
    [42, "number"],
    [Boom, "function"],
    [{}, "object"],
    [[], "object"],
    [{ name: 42 }, "object"],
    [{ name: { toString: () => "Error" } }, "object"],
  ];
  for (const [value, expected] of values) assertEquals(typeOf(value), expected);
});

Deno.test("error_type runs no code to make a text of a value", () => {
  const asked: unknown[] = [];
  const remote: Any = new Proxy(function () {}, {
    get: (_, key) => (asked.push(key), remote),
    apply: () => assert(false, "it was called"),
  });

  assertEquals(typeOf(remote), "function");
  assertEquals(typeOf({ name: remote }), "object");
  assertEquals(typeOf({ name: "Error", constructor: remote }), "Error");
  assertEquals(asked, ["name", "constructor", "name"]);
});

Deno.test("error_type is cut at a hundred characters", () => {
  const name = "A".repeat(1_000_000);

  assertEquals(typeOf({ name }), "A".repeat(100));
});

Deno.test("a registry gets a hundred error types, and any other as one", () => {
  const { count, types } = counter();

  for (let id = 0; id < 1_000; id++) count({ name: `Error${id}` });

  assertEquals(types.size, 101);
  assert(types.has("other"));
  assertEquals(count({ name: "Error0" }), "Error0");
  // Another registry has seen none of them.
  assertEquals(typeOf({ name: "Error999" }), "Error999");
});

Deno.test("openTelemetryHook() tells a hundred error types, however often it is made", () => {
  const types = new Set<string>();
  const metrics = {
    getMeter: () => ({
      createCounter: () => ({
        add: (_: number, { error_type }: Any) => void types.add(error_type),
      }),
    }),
  };
  const api = { metrics };

  for (let id = 0; id < 1_000; id++) {
    openTelemetryHook(api)(detailsOf({ name: `Error${id}` }));
  }

  assertEquals(types.size, 101);
});

Deno.test("caused_by tells the code of a cause", () => {
  const coded = (code: unknown, cause?: unknown) =>
    Object.assign(new Error("below", { cause }), { code });
  const failed = (cause: unknown) => new TypeError("fetch failed", { cause });
  const made: [unknown, string][] = [
    [failed(coded("ECONNREFUSED")), " (ECONNREFUSED)"],
    [failed(coded("UND_ERR_SOCKET", coded("EPIPE"))), " (UND_ERR_SOCKET)"],
    [failed(new Error("between", { cause: coded("EPIPE") })), " (EPIPE)"],
    [failed({ code: "ENOTFOUND" }), " (ENOTFOUND)"],
    [failed(coded(23)), ""],
    [failed(coded("not a code")), ""],
    [failed(coded("A".repeat(61))), ""],
    [failed(new Error()), ""],
    [failed(undefined), ""],
    [failed(null), ""],
    [failed("ECONNREFUSED"), ""],
    [
      failed({
        get code() {
          throw new Error();
        },
      }),
      "",
    ],
    [
      failed({
        get cause() {
          throw new Error();
        },
      }),
      "",
    ],
  ];

  for (const [error, suffix] of made) {
    assertEquals(causedBy(error), `TypeError: fetch failed${suffix}`);
  }
  const told = new Error("connect EPIPE", { cause: coded("EPIPE") });
  assertEquals(causedBy(told), "Error: connect EPIPE");
  // Its own code is for its message to tell.
  assertEquals(causedBy(coded("EPIPE")), "Error: below");
});

Deno.test("caused_by looks for a code only so far", () => {
  const cyclic: Any = new Error("cyclic");
  cyclic.cause = cyclic;
  let deep: unknown = { code: "EPIPE" };
  for (let depth = 0; depth < 5; depth++) {
    deep = new Error("deep", { cause: deep });
  }

  assertEquals(causedBy(cyclic), "Error: cyclic");
  assertEquals(causedBy(deep), "Error: deep (EPIPE)");
  assertEquals(causedBy(new Error("deep", { cause: deep })), "Error: deep");
});

Deno.test("caused_by is one line that no terminal takes for more", () => {
  const made: [string, string][] = [
    ["one\ntwo", "one\\ntwo"],
    ["one\r\ntwo", "one\\u{d}\\ntwo"],
    ["\u001b[31mred\u009b0m", "\\u{1b}[31mred\\u{9b}0m"],
    ["a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
    ["\u202egnp.exe\u2066", "\\u{202e}gnp.exe\\u{2066}"],
    ["\0\u007f\u0085\ufeff\u200b", "\\u{0}\\u{7f}\\u{85}\\u{feff}\\u{200b}"],
    ["\ud800 \u{e0041}", "\\u{d800} \\u{e0041}"],
    ["Grüße 🎉 100 %", "Grüße 🎉 100 %"],
  ];

  for (const [message, shown] of made) {
    assertEquals(causedBy(new Error(message)), `Error: ${shown}`);
    assertEquals(causedBy(message), shown);
  }
});

Deno.test("caused_by is cut at a thousand characters, and keeps the code", () => {
  const cause = { code: "EPIPE" };
  const long = "x".repeat(1_000_000);
  for (const text of [long, "\n".repeat(1_000_000), "\n".repeat(600)]) {
    const line = causedBy(new Error(text, { cause }));

    assertEquals(line.length, 1_000);
    assertMatch(line, /^Error: [x\\n]+… \(EPIPE\)$/);
    assertLessOrEqual(
      causedBy({ name: text, toString: () => text }).length,
      1_000,
    );
  }
  const whole = "x".repeat(1_000);
  assertEquals(causedBy(whole), whole);
  assertEquals(causedBy(`${whole}x`), `${whole.slice(1)}…`);
});

Deno.test("caused_by shows no secret of a response", () => {
  const headers = { "set-cookie": "session=secret" };
  const response = new Response("secret", { status: 503, headers });
  Object.defineProperty(response, "url", {
    value: "https://user:secret@example.com/a?key=secret#secret",
  });

  const line = causedBy(new HttpStatusError(response));

  assertStringIncludes(line, "503");
  assert(!line.includes("secret"));
});

const RECOVERED: RecoveryDetails = {
  event: "recovered",
  name: "load",
  args: [],
  attempts: 3,
  waited: 300.4,
  elapsed: 310.5,
};

const GAVE_UP: GiveUpDetails = {
  ...RECOVERED,
  event: "give-up",
  attempts: 1,
  causedBy: new Boom(),
  reason: "timeout",
};

Deno.test("a call that recovers is counted and logged", () => {
  const counted: unknown[] = [];
  const count = openTelemetryHook({
    metrics: {
      getMeter: () => ({
        createCounter: (name: string, { description }: Any) => ({
          add: (value: number, labels: Any) => {
            counted.push(name, description, value, labels);
          },
        }),
      }),
    },
  });
  const logged: unknown[] = [];
  const log = loggingHook({
    warn: () => {},
    debug: (...data) => logged.push(...data),
  });

  count(RECOVERED);
  log(RECOVERED);

  assertEquals(counted, [
    "stamina_recoveries_total",
    "Total number of calls that succeeded after a retry.",
    1,
    { callable: "load" },
  ]);
  assertEquals(logged, [
    "stamina.recovered",
    { callable: "load", attempts: 3, waited: 300, elapsed: 311 },
  ]);
});

Deno.test("a log gives a hint if the timeout left no time for a retry", () => {
  const hintOf = (details: Partial<GiveUpDetails>) => {
    let hint: unknown;
    const log = (_: unknown, fields: Any) => {
      hint = "hint" in fields ? fields.hint : "none";
    };
    loggingHook({ warn: log, debug: log })({ ...GAVE_UP, ...details });
    return hint;
  };

  assertEquals(
    hintOf({}),
    "the timeout left no time for a retry: raise it, or set attemptTimeout",
  );
  assertEquals(hintOf({ attempts: 2 }), "none");
  assertEquals(hintOf({ reason: "attempts" }), "none");
});

Deno.test("a logger of LogTape gets a message that names the fields", () => {
  let logged: unknown[] = [];
  const log = (...data: unknown[]) => {
    logged = data;
  };

  loggingHook({ category: ["stamina"], warn: log, debug: log } as Any)(
    RECOVERED,
  );

  assertEquals(logged, [
    "stamina.recovered callable={callable} attempts={attempts} waited={waited} elapsed={elapsed}",
    { callable: "load", attempts: 3, waited: 300, elapsed: 311 },
  ]);
});
