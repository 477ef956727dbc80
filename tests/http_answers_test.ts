// What `transientHttp` makes of answers, however an error keeps them.
import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { HttpStatusError, transientHttp } from "../mod.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);

function errorWith(properties: object): Error {
  return Object.assign(new Error("It failed"), properties);
}

function assertWait(error: unknown, wait: number, name = ""): void {
  const told = transientHttp(error);
  assert(
    typeof told === "number" && told >= wait && told <= wait + 1_000,
    `${told} is not ${wait} to ${wait + 1_000}: ${name}`,
  );
}

/** Each way to keep a status, and headers. */
const SHAPES: Record<string, (status: number, headers: unknown) => unknown> = {
  "response.status": (status, headers) =>
    errorWith({ response: { status, headers } }),
  "response.statusCode": (statusCode, headers) =>
    errorWith({ response: { statusCode, headers } }),
  "response beside a status": (status, headers) =>
    errorWith({ status, response: { headers } }),
  "response beside a code": (code, headers) =>
    errorWith({ code, response: { headers } }),
  "$response": (statusCode, headers) =>
    errorWith({ name: "SlowDown", $response: { statusCode, headers } }),
  "status": (status, headers) => errorWith({ status, headers }),
  "statusCode": (statusCode, headers) => errorWith({ statusCode, headers }),
  "code": (code, headers) => errorWith({ code, headers }),
  "responseHeaders": (statusCode, responseHeaders) =>
    errorWith({ statusCode, responseHeaders }),
  "meta": (statusCode, headers) => errorWith({ meta: { statusCode, headers } }),
  "meta.response": (status, headers) =>
    errorWith({ meta: { response: { status, headers } } }),
  "an answer that was thrown": (status, headers) => ({ status, headers }),
  "a cause": (status, headers) =>
    new Error("It failed", { cause: errorWith({ status, headers }) }),
  "an answer above a bug": (status, headers) =>
    Object.assign(new Error("It failed", { cause: new TypeError("x") }), {
      response: { status, headers },
    }),
};

/** Each way to keep headers. */
const HEADERS: Record<string, (name: string, value: string) => unknown> = {
  "Headers": (name, value) => new Headers([[name, value]]),
  "a Map": (name, value) => new Map([[name, value]]),
  "get()": (name, value) => ({
    get: (asked: string) => asked === name ? value : undefined,
  }),
  "an object": (name, value) => ({ [name]: value }),
  "an object in upper case": (name, value) => ({ [name.toUpperCase()]: value }),
  "an object of lists": (name, value) => ({ a: ["b", "c"], [name]: [value] }),
  "pairs": (name, value) => [["a", "b"], [name, value]],
  "a flat list": (name, value) => ["a", name, name.toUpperCase(), value],
  "a flat list of bytes": (name, value) => [
    { toString: () => name },
    { toString: () => value },
  ],
};

Deno.test("transientHttp() finds a status and headers, wherever they are", () => {
  for (const [name, make] of Object.entries(SHAPES)) {
    assertWait(make(503, new Headers({ "retry-after": "30" })), 30_000, name);
    assertEquals(transientHttp(make(500, {})), true, name);
    assertEquals(transientHttp(make(404, {})), false, name);
    assertEquals(transientHttp(make(304, {})), false, name);
  }
});

Deno.test("transientHttp() reads headers, however they are kept", () => {
  for (const [name, make] of Object.entries(HEADERS)) {
    const error = errorWith({
      response: { status: 429, headers: make("retry-after", "30") },
    });
    assertWait(error, 30_000, name);
  }
});

Deno.test("transientHttp() retries by the status alone if headers cannot be read", () => {
  const boom = () => {
    throw new Error("boom");
  };
  for (
    const headers of [
      {},
      [],
      null,
      undefined,
      "retry-after: 30",
      { get: boom },
      { get: null },
      new Proxy({}, { get: boom, ownKeys: boom }),
      { "retry-after": null },
      { "retry-after": { toString: boom } },
      Object.create(null),
    ]
  ) {
    const error = errorWith({ response: { status: 503, headers } });
    assertEquals(transientHttp(error), true);
  }
});

Deno.test("transientHttp() waits for as long as each header asks", () => {
  const failed = (headers: HeadersInit) =>
    new HttpStatusError(new Response("", { status: 503, headers }));
  for (
    const [headers, wait] of [
      [{ "retry-after": "2.0" }, 2_000],
      [{ "retry-after": "0.5" }, 500],
      [{ "retry-after": "120, 120" }, 120_000],
      [[["retry-after", "120"], ["retry-after", "120"]], 120_000],
      [{ "retry-after-ms": "1500" }, 1_500],
      [{ "retry-after-ms": "1500.2" }, 1_501],
      [{ "retry-after-ms": "0" }, 0],
      [{ "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
      [{ "retry-after-ms": "soon", "retry-after": "2" }, 2_000],
    ] as [HeadersInit, number][]
  ) assertWait(failed(headers), wait, JSON.stringify(headers));
});

Deno.test("transientHttp() compares the clock of the server with dates of any client", () => {
  using _time = new FakeTime(NOW + 3_600_000); // an hour fast
  const headers = {
    "Retry-After": "Sun, 06 Nov 1994 08:49:37 UTC",
    Date: "Sun, 06 Nov 1994 08:49:07 +0000",
  };

  assertWait(errorWith({ statusCode: 503, headers }), 30_000);
});

Deno.test("transientHttp() obeys x-should-retry", () => {
  const failed = (status: number, wish: string) =>
    errorWith({ status, headers: new Headers({ "x-should-retry": wish }) });

  assertEquals(transientHttp(failed(503, "false")), false);
  assertEquals(transientHttp(failed(429, "false")), false);
  assertEquals(transientHttp(failed(409, "true")), true);
  assertEquals(transientHttp(failed(400, "true")), true);
  assertEquals(transientHttp(failed(399, "true")), false);
  assertEquals(transientHttp(failed(600, "true")), false);
  assertEquals(transientHttp(failed(503, "maybe")), true);
  assertEquals(transientHttp(failed(409, "maybe")), false);
});

Deno.test("transientHttp() waits for the longest that several answers ask", () => {
  const failed = (after?: string) =>
    errorWith({ status: 503, headers: { "retry-after": after } });
  const several = (...errors: Error[]) => new AggregateError(errors);

  assertWait(several(failed("10"), failed("30"), failed("20")), 30_000);
  assertWait(several(failed(), failed("30")), 30_000);
  assertWait(several(failed("30"), failed()), 30_000);
  assertWait(several(failed("0")), 0);
  assertEquals(transientHttp(several(failed(), failed())), true);
});

Deno.test("transientHttp() takes a status without an answer for one, unless it is 500", () => {
  for (const status of [408, 425, 429, 502, 503, 504, 520, 529]) {
    assertEquals(transientHttp(errorWith({ status })), true, `${status}`);
  }
  // Frameworks and clients give that to any error.
  assertEquals(transientHttp(errorWith({ status: 500 })), false);
  assertEquals(transientHttp(errorWith({ statusCode: 500 })), false);
  assertEquals(transientHttp(errorWith({ status: 500, meta: {} })), false);
  assertEquals(transientHttp(errorWith({ status: 404 })), false);
  assertEquals(transientHttp(errorWith({ code: 20 })), false);
  assertEquals(transientHttp(errorWith({ status: 503.5 })), false);
  assertEquals(transientHttp(errorWith({ status: 550.503 })), false);
  // What has failed beneath counts for more.
  const cause = Object.assign(new Error("x"), { code: "ECONNRESET" });
  const above = Object.assign(new Error("y", { cause }), { status: 404 });
  assertEquals(transientHttp(above), true);
});

Deno.test("transientHttp() lets errors through that a server throws for its own clients", () => {
  for (
    const error of [
      // As Hono, Nest, Koa and others have them, and h3.
      errorWith({ status: 503, getResponse() {} }),
      errorWith({
        response: { statusCode: 503, message: "m" },
        status: 503,
        getStatus() {},
        getResponse() {},
      }),
      errorWith({ status: 503, statusCode: 503, expose: false, headers: {} }),
      errorWith({ statusCode: 503, fatal: false, unhandled: false }),
    ]
  ) assertEquals(transientHttp(error), false);
});
