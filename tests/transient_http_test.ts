import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  HttpStatusError,
  raiseForStatus,
  retry,
  RetryBudget,
  setOnRetryHooks,
  transientHttp,
} from "../mod.ts";
import { failing, rejection } from "./helpers.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);

function failure(status: number, headers: HeadersInit = {}): HttpStatusError {
  return new HttpStatusError(new Response("body", { status, headers }));
}

/** The wait that the hook asks for. */
function waitFor(headers: HeadersInit): number {
  const wait = transientHttp(failure(503, headers));
  assert(typeof wait === "number");
  return wait;
}

function assertBetween(value: number, min: number, max: number): void {
  assert(value >= min && value <= max, `${value} is not in ${min} to ${max}`);
}

Deno.test("raiseForStatus() refuses what is no response", () => {
  const values = [undefined, null, Promise.resolve(new Response()), {}];
  for (const value of values) {
    assertThrows(
      () => raiseForStatus(value as unknown as Response),
      TypeError,
      "Cannot raise for status as the value must be a response: current value is ",
    );
  }
});

Deno.test("raiseForStatus() returns a response with a good status", () => {
  for (const status of [200, 201, 299]) {
    const response = new Response("body", { status });
    assertStrictEquals(raiseForStatus(response), response);
  }
});

Deno.test("raiseForStatus() throws a response with any other status", () => {
  for (const status of [300, 304, 400, 404, 500, 599]) {
    const body = status === 304 ? null : "body";
    const response = new Response(body, { status });

    const error = assertThrows(() => raiseForStatus(response), HttpStatusError);

    assertInstanceOf(error, Error);
    assertEquals(error.name, "HttpStatusError");
    assertEquals(error.status, status);
    assertStrictEquals(error.response, response);
    assertEquals(error.message, `HTTP ${status}`);
  }
});

Deno.test("transientHttp() retries the statuses that may go better next time", () => {
  const retried = [];
  for (let status = 300; status < 600; status++) {
    if (status !== 304 && transientHttp(failure(status))) retried.push(status);
  }
  assertEquals(
    retried,
    [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529],
  );
});

Deno.test("transientHttp() waits as long as the server asks, and up to a second more", () => {
  const waits = Array.from(
    { length: 100 },
    () => waitFor({ "retry-after": "30" }),
  );

  for (const wait of waits) assertBetween(wait, 30_000, 31_000);
  assert(new Set(waits).size > 90);
});

Deno.test("transientHttp() takes 0 for now", () => {
  assertBetween(waitFor({ "retry-after": "0" }), 0, 1_000);
});

Deno.test("transientHttp() takes a date, by the clock of the server", () => {
  using _time = new FakeTime(NOW + 3_600_000); // an hour fast
  const headers = { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" };

  assertBetween(waitFor(headers), 0, 1_000);
  const date = "Sun, 06 Nov 1994 08:49:07 GMT";
  assertBetween(waitFor({ ...headers, date }), 30_000, 31_000);
  assertBetween(waitFor({ ...headers, date: "today" }), 0, 1_000);
});

Deno.test("transientHttp() leaves the wait to the options without a good header", () => {
  for (const value of ["soon", "-1", ""]) {
    assertEquals(transientHttp(failure(503, { "retry-after": value })), true);
  }
  assertEquals(transientHttp(failure(503)), true);
});

Deno.test("transientHttp() does not wait for what is not to be retried", () => {
  assertEquals(transientHttp(failure(404, { "retry-after": "1" })), false);
});

Deno.test("a wait that a server asks for ends the call if it passes the deadline", async () => {
  using _time = new FakeTime();
  const error = failure(503, { "retry-after": "9".repeat(400) });
  const fn = failing(Infinity, () => error);

  const result = rejection(retry({ on: transientHttp })(fn)());

  assertStrictEquals(await result, error);
  assertEquals(fn.calls.length, 1);
});

Deno.test("transientHttp() knows what network failures look like in every runtime", () => {
  const withCause = (message: string, cause?: unknown) =>
    new TypeError(message, { cause });
  for (
    const error of [
      withCause("fetch failed", new Error("connect ECONNREFUSED 127.0.0.1:1")),
      withCause("fetch failed"),
      withCause("error sending request for url (http://127.0.0.1:1/)"),
      new TypeError("Failed to fetch"),
      new TypeError("network error"),
      new TypeError("Error in input stream"),
      new TypeError("NetworkError when attempting to fetch resource."),
      new TypeError("Load failed"),
      withCause("terminated"),
      withCause("fetch failed", { message: undefined }),
      Object.assign(new TypeError("ECONNRESET"), { errno: 0 }),
      Object.assign(new Error("Network connection lost."), { retryable: true }),
      new Error("internal error; reference = 0123456789"),
      new DOMException("timed out", "TimeoutError"),
    ]
  ) assertEquals(transientHttp(error), true, String(error));
});

Deno.test("transientHttp() lets bugs, aborts and strange values through", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (
    const value of [
      new TypeError("x is not a function"),
      new TypeError("Failed to fetch dynamically imported module: a.js"),
      new TypeError("terminated by the user"),
      new TypeError("fetch failed too often"),
      new TypeError("network error of a graph"),
      new TypeError("Error in input streams"),
      new TypeError("Load failed for good"),
      new TypeError("cannot say: fetch failed"),
      new TypeError("fetch failed", { cause: new Error("unknown scheme") }),
      new TypeError("fetch failed", { cause: new Error("bad port") }),
      // As what the body of the caller throws, it may be anything.
      new TypeError("fetch failed", { cause: new Error("a bad port") }),
      new TypeError("fetch failed", { cause: new Error("bad port number") }),
      new Error("fetch failed"),
      new RangeError("Load failed"),
      Object.assign(new Error("overloaded"), {
        retryable: true,
        overloaded: true,
      }),
      Object.assign(new DOMException("", "AbortError"), { retryable: true }),
      new SyntaxError("Unexpected token"),
      { message: "fetch failed" },
      { name: "TimeoutError" },
      "fetch failed",
      undefined,
      null,
      proxy,
    ]
  ) assertEquals(transientHttp(value), false);
});

/** A failure with a body that says whether it was cancelled. */
function withBody(): { error: HttpStatusError; cancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  const error = new HttpStatusError(new Response(body, { status: 503 }));
  return { error, cancelled: () => cancelled };
}

Deno.test("the body of a response is cancelled when its retry begins", async () => {
  using time = new FakeTime();
  const bodies = [withBody(), withBody(), withBody()];
  const errors = bodies.map(({ error }) => error);
  let calls = 0;
  const load = retry({ on: HttpStatusError, attempts: 3 })(() => {
    throw errors[calls++];
  });

  const result = rejection(load());
  await time.runMicrotasks();
  assertEquals(bodies.map(({ cancelled }) => cancelled()), [
    false,
    false,
    false,
  ]);
  await time.tickAsync(1_100);
  assertEquals(bodies.map(({ cancelled }) => cancelled()), [
    true,
    false,
    false,
  ]);
  await time.tickAsync(1_200);

  assertStrictEquals(await result, errors[2]);
  assertEquals(bodies.map(({ cancelled }) => cancelled()), [true, true, false]);
});

Deno.test("the body of the last response can be read, whatever has ended the call", async () => {
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 });
  for (
    const options of [
      { on: HttpStatusError, attempts: 1 },
      { on: HttpStatusError, timeout: 50 },
      { on: TypeError },
      { on: transientHttp, budget },
    ]
  ) {
    const load = retry({ waitInitial: 100, ...options })(() => {
      throw failure(503);
    });
    const error = await rejection(load());
    assertInstanceOf(error, HttpStatusError);
    assertEquals(await error.response.text(), "body");
  }
});

Deno.test("the body of the last response can be read if hooks have taken too long", async () => {
  using time = new FakeTime();
  using _ = setOnRetryHooks([() => void time.tick(1_000)]);

  const error = await rejection(
    retry({ on: HttpStatusError, timeout: 1_000, waitJitter: 0 })(() => {
      throw failure(503);
    })(),
  );

  assertInstanceOf(error, HttpStatusError);
  assertEquals(await error.response.text(), "body");
});

Deno.test("a body that is being read does no harm to a retry", async () => {
  using time = new FakeTime();
  const error = failure(503);
  const text = error.response.text();

  const result = retry({ on: transientHttp })(failing(1, () => error))();
  await time.tickAsync(1_100);

  assertEquals(await result, "ok");
  assertEquals(await text, "body");
});

Deno.test("a mock for a response does not hide the error that it stands for", async () => {
  for (
    const mock of [
      { status: 503 },
      { status: 503, headers: null },
      { status: 503, headers: {} },
      {
        status: 503,
        get body() {
          throw new Error("no body here");
        },
      },
    ]
  ) {
    using time = new FakeTime();
    const error = new HttpStatusError(mock as unknown as Response);

    const result = retry({ on: transientHttp })(failing(1, () => error))();
    await time.tickAsync(1_100);

    assertEquals(await result, "ok");
  }
});
