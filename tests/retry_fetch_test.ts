import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type FailedAttempt,
  type GiveUpDetails,
  HttpStatusError,
  RetryBudget,
  type RetryDetails,
  retryFetch,
  type RetryFetchOptions,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { CountingController, drive, patch, rejection } from "./helpers.ts";
import {
  hang,
  PLAIN,
  refused,
  type Stub,
  stub,
  URL_OF_TESTS as url,
  watched,
} from "./retry_fetch/stub.ts";

/** Sends one request in fake time. */
async function send(
  fetch: Stub,
  options: RetryFetchOptions<Stub> = {},
  init?: RequestInit,
  input: string | URL | Request = url,
): Promise<Response> {
  using time = new FakeTime();
  return await drive(
    time,
    retryFetch({ ...PLAIN, fetch, ...options })(
      input,
      ...init ? [init] : [],
    ),
  );
}

Deno.test("retryFetch() returns an answer that is ok at once", async () => {
  const answer = new Response("Hello!");
  const fetch = stub(answer);

  const response = await send(fetch);

  assertStrictEquals(response, answer);
  assertEquals(await response.text(), "Hello!");
  assertEquals(fetch.calls.length, 1);
});

Deno.test("retryFetch() sends again after a status that is worth it", async () => {
  using time = new FakeTime();
  const fetch = stub(503, 429, 200);
  const started = time.now;

  const response = await drive(time, retryFetch({ ...PLAIN, fetch })(url));

  assertEquals(await response.text(), "body of 200");
  assertEquals(fetch.calls.length, 3);
  assertEquals(time.now - started, 300);
});

Deno.test("retryFetch() sends again after a network failure", async () => {
  const fetch = stub(refused(), refused(), 200);

  const response = await send(fetch);

  assertEquals(response.status, 200);
  assertEquals(fetch.calls.length, 3);
});

Deno.test("retryFetch() waits as long as Retry-After says", async () => {
  using time = new FakeTime();
  const headers = { "retry-after": "7" };
  const fetch = stub(new Response(null, { status: 503, headers }), 200);
  const started = time.now;

  await drive(time, retryFetch({ fetch })(url));

  const elapsed = time.now - started;
  assert(elapsed >= 7_000 && elapsed <= 8_001, `${elapsed}`);
});

Deno.test("retryFetch() cancels the body of a retried answer when the wait begins", async () => {
  using time = new FakeTime();
  const busy = watched(503);
  const fetch = stub(busy, 200);

  const request = retryFetch({ ...PLAIN, fetch })(url);
  await time.tickAsync(1);

  assert(busy.cancelled);
  assertEquals(fetch.calls.length, 1);
  await drive(time, request);
});

Deno.test("retryFetch() returns the last answer when attempts run out, body unread", async () => {
  const answers = [watched(503), watched(503), watched(503)];
  const fetch = stub(...answers);

  const response = await send(fetch, { attempts: 3 });

  assertStrictEquals(response, answers[2]);
  assertEquals(answers.map(({ cancelled }) => cancelled), [true, true, false]);
  assertFalse(response.bodyUsed);
  await response.body?.cancel();
});

Deno.test("retryFetch() returns an answer that is not worth a retry", async () => {
  for (const status of [304, 400, 401, 404, 422, 501]) {
    const answer = new Response(null, { status });
    const fetch = stub(answer);

    assertStrictEquals(await send(fetch), answer);
    assertEquals(fetch.calls.length, 1);
  }
});

Deno.test("retryFetch() returns the answer when Retry-After is past the deadline", async () => {
  using time = new FakeTime();
  const headers = { "retry-after": "60" };
  const answer = watched(503, { headers });
  const fetch = stub(answer);
  const started = time.now;

  const response = await drive(time, retryFetch({ fetch })(url));

  assertStrictEquals(response, answer);
  assertFalse(answer.cancelled);
  assertEquals(time.now, started);
  await response.body?.cancel();
});

Deno.test("retryFetch() returns the answer when the budget is empty", async () => {
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 });
  const answer = watched(503);

  const response = await send(stub(answer), { budget });

  assertStrictEquals(response, answer);
  assertFalse(answer.cancelled);
  await response.body?.cancel();
});

Deno.test("retryFetch() throws the last network failure as it was thrown", async () => {
  const errors = [refused(), refused()];
  const fetch = stub(...errors);

  const error = await rejection(send(fetch, { attempts: 2 }));

  assertStrictEquals(error, errors[1]);
});

Deno.test("retryFetch() throws a network failure that follows an answer", async () => {
  const last = refused();
  const fetch = stub(503, last);

  assertStrictEquals(await rejection(send(fetch, { attempts: 2 })), last);
});

Deno.test("retryFetch() passes other methods on untouched", async () => {
  for (const method of ["POST", "PATCH", "post", "patch", "put2", "LINK"]) {
    const fetch = stub(503);
    const init = { method, body: "text" };

    const response = await retryFetch({ fetch })(url, init);

    assertEquals(response.status, 503);
    assertEquals(fetch.calls.length, 1);
    assertStrictEquals(fetch.calls[0]?.[0], url);
    assertStrictEquals(fetch.calls[0]?.[1], init);
  }
});

Deno.test("retryFetch() gives other methods no deadline", async () => {
  using time = new FakeTime();
  let answer: (response: Response) => void = () => {};
  const fetch = stub(() => new Promise((resolve) => answer = resolve));

  const request = retryFetch({ fetch, timeout: 50, attemptTimeout: 5 })(url, {
    method: "POST",
  });
  await time.tickAsync(100_000);
  answer(new Response("late"));

  assertEquals(await (await request).text(), "late");
});

Deno.test("retryFetch() retries the methods that may be repeated", async () => {
  const methods = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"];
  for (const method of [...methods, "get", "Put", "delete"]) {
    const fetch = stub(503, 200);

    assertEquals((await send(fetch, {}, { method })).status, 200, method);
    assertEquals(fetch.calls[1]?.[1]?.method, method);
  }
});

Deno.test("retryFetch() retries the methods that it is given, and only these", async () => {
  const options = { methods: ["post", "PATCH"] };
  const statusOf = async (method: string) =>
    (await send(stub(503, 200), options, { method })).status;

  assertEquals(await statusOf("POST"), 200);
  assertEquals(await statusOf("post"), 200);
  assertEquals(await statusOf("PATCH"), 200);
  assertEquals(await statusOf("GET"), 503);
  // `fetch` sends this as it is, and it is another method.
  assertEquals(await statusOf("patch"), 503);
});

Deno.test("retryFetch() retries any method with an Idempotency-Key", async () => {
  const headers: HeadersInit[] = [
    { "Idempotency-Key": "1" },
    { "idempotency-key": "1" },
    [["accept", "*/*"], ["IDEMPOTENCY-KEY", "1"]],
    new Headers({ "Idempotency-Key": "1" }),
  ];
  for (const each of headers) {
    const init = { method: "POST", headers: each };
    assertEquals((await send(stub(503, 200), {}, init)).status, 200);
    const request = new Request(url, init);
    assertEquals(
      (await send(stub(503, 200), {}, undefined, request)).status,
      200,
    );
  }
  const other = { method: "POST", headers: { "x-key": "1" } };
  assertEquals((await send(stub(503, 200), {}, other)).status, 503);
});

Deno.test("retryFetch() looks for the key in the headers that are sent", async () => {
  const method = "POST";
  const withKey = new Request(url, {
    method,
    headers: { "Idempotency-Key": "1" },
  });

  // They take the place of those of the request.
  const response = await send(stub(503, 200), {}, { headers: {} }, withKey);

  assertEquals(response.status, 503);
});

Deno.test("retryFetch() passes headers on that cannot be sent", async () => {
  const init = { method: "POST", headers: { "a b": "Idempotency-Key" } };
  const fetch = stub(200);

  await retryFetch({ fetch })(url, init);

  assertStrictEquals(fetch.calls[0]?.[1], init);
});

Deno.test("retryFetch() sends the same body again if it can", async () => {
  const form = new FormData();
  form.set("file", new Blob(["content"]), "name.txt");
  const bodies = [
    "text",
    new Blob(["blob"]),
    form,
    new URLSearchParams({ a: "b" }),
    new Uint8Array([1, 2, 3]),
    new Uint8Array([1, 2, 3]).buffer,
    new DataView(new ArrayBuffer(2)),
  ];
  for (const body of bodies) {
    const fetch = stub(503, refused(), 200);

    const response = await send(fetch, {}, { method: "PUT", body });

    assertEquals(response.status, 200);
    for (const [, init] of fetch.calls) assertStrictEquals(init?.body, body);
  }
});

/** What looks like the form of the package form-data, which is a stream. */
class FormStream {
  pipe(): void {}
  get [Symbol.toStringTag](): string {
    return "FormData";
  }
}

Deno.test("retryFetch() sends a stream once", async () => {
  async function* chunks() {
    yield new Uint8Array(1);
  }
  const bodies = [
    () => new ReadableStream(),
    () => chunks(),
    () => ({ pipe() {}, [Symbol.asyncIterator]: chunks }),
    () => new FormStream(),
  ];
  for (const toBody of bodies) {
    for (const step of [503, refused()]) {
      const fetch = stub(step, 200);
      const init = { method: "PUT", body: toBody() as unknown as BodyInit };

      const end = await send(fetch, {}, init).catch((error) => error);

      assertEquals(end instanceof Response ? end.status : end, step);
      assertEquals(fetch.calls.length, 1);
      assertStrictEquals(fetch.calls[0]?.[1]?.body, init.body);
    }
  }
});

Deno.test("retryFetch() sends a stream once in testing mode, too", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const init = { method: "PUT", body: new ReadableStream() };
  const fetch = stub(503);

  assertEquals((await send(fetch, {}, init)).status, 503);
  assertEquals(fetch.calls.length, 1);
  const failing = stub(refused());
  await assertRejects(() => send(failing, {}, init), TypeError, "fetch failed");
  assertEquals(failing.calls.length, 1);
});

Deno.test("retryFetch() holds a stream to its limits, and does not retry it then", async () => {
  const fetch = stub(hang, 200);
  const init = { method: "PUT", body: new ReadableStream() };

  const error = await rejection(send(fetch, { attemptTimeout: 50 }, init));

  assertEquals((error as DOMException).name, "TimeoutError");
  assertEquals(fetch.calls.length, 1);
});

Deno.test("retryFetch() reads the body of a Request once, and makes a new Request each time", async () => {
  const request = new Request(url, {
    method: "PUT",
    body: "the body",
    headers: { "x-id": "42" },
  });
  let reads = 0;
  const { arrayBuffer } = request;
  request.arrayBuffer = () => {
    reads++;
    return Reflect.apply(arrayBuffer, request, []);
  };
  request.clone = () => {
    throw new Error("a clone that nobody reads fills the memory");
  };
  const sent: string[] = [];
  const take = (status: number) => async (input: unknown) => {
    const { method, headers } = input as Request;
    const text = await (input as Request).text();
    sent.push(`${method} ${headers.get("x-id")} ${text}`);
    return new Response(null, { status });
  };
  const fetch = stub(take(503), take(503), take(200));

  const response = await send(fetch, {}, undefined, request);

  assertEquals(response.status, 200);
  assertEquals(sent, Array(3).fill("PUT 42 the body"));
  assertEquals(reads, 1);
  assertEquals(new Set(fetch.calls.map(([input]) => input)).size, 3);
  assert(request.bodyUsed);
});

Deno.test("retryFetch() sends the body of a Request without limits, too", async () => {
  const request = new Request(url, { method: "PUT", body: "the body" });
  const texts: string[] = [];
  const fetch = stub(async (input) => {
    texts.push(await (input as Request).text());
    return new Response(null, { status: texts.length < 2 ? 503 : 200 });
  });

  await send(fetch, { timeout: null }, undefined, request);

  assertEquals(texts, ["the body", "the body"]);
});

Deno.test("retryFetch() lets the body of `init` take the place of that of the Request", async () => {
  const request = new Request(url, { method: "PUT", body: "of the request" });
  const fetch = stub(503, 200);

  await send(fetch, {}, { body: "of init" }, request);

  assertEquals(fetch.calls.map(([input]) => input), [request, request]);
  assertEquals(fetch.calls.map(([, init]) => init?.body), [
    "of init",
    "of init",
  ]);
  assertFalse(request.bodyUsed);
});

Deno.test("retryFetch() abandons a Request whose body does not come", async () => {
  const request = new Request(url, { method: "PUT", body: "text" });
  request.arrayBuffer = () => new Promise(() => {});
  const fetch = stub(200);

  const error = await rejection(
    send(fetch, { timeout: 50 }, undefined, request),
  );

  assertEquals((error as DOMException).name, "TimeoutError");
  assertEquals(fetch.calls.length, 0);
});

Deno.test("retryFetch() takes a Request for `init`, as `fetch` does", async () => {
  const init = new Request("https://other.test/", {
    method: "PUT",
    headers: { "x-id": "42" },
    body: "text",
  });
  const seen: string[] = [];
  const fetch = stub(async (input) => {
    const { url, method, headers } = input as Request;
    const text = await (input as Request).text();
    seen.push([url, method, headers.get("x-id"), text].join());
    return new Response(null, { status: seen.length < 2 ? 503 : 200 });
  });

  await send(fetch, {}, init as RequestInit);

  assertEquals(seen, Array(2).fill(`${url},PUT,42,text`));
});

Deno.test("retryFetch() has `fetch` refuse a bad address with a Request for `init`", async () => {
  const init = new Request(url, { method: "PUT" });
  const fetch = stub(200);

  await retryFetch({ fetch })("http://[bad", init as RequestInit);

  assertStrictEquals(fetch.calls[0]?.[1], init);
});

Deno.test("retryFetch() ends bodies that are streams of Node.js", async () => {
  let ended = 0;
  const body = { destroy: () => void ended++ };
  const busy = { ok: false, status: 503, body } as unknown as Response;

  await send(stub(busy, busy, 200));

  assertEquals(ended, 2);
});

Deno.test("retryFetch() retries answers that have no body, as those of mocks", async () => {
  const mocks: unknown[] = [
    { ok: false, status: 503 },
    { ok: false, status: 503, body: null },
    {
      ok: false,
      status: 503,
      get body() {
        throw new Error("not mocked");
      },
    },
  ];
  for (const mock of mocks) {
    const fetch = stub(mock as Response, 200);

    assertEquals((await send(fetch)).status, 200);
  }
});

Deno.test("retryFetch() does not mind a body that cannot be cancelled", async () => {
  const busy = new Response("locked", { status: 503 });
  const reader = busy.body?.getReader();

  assertEquals((await send(stub(busy, 200))).status, 200);
  await reader?.cancel();
});

Deno.test("retryFetch() passes everything else as it is", async () => {
  const address = new URL(url);
  const request = new Request(url);
  const options = { cf: { cacheTtl: 5 }, dispatcher: {}, next: { tags: [] } };
  const init = Object.create({ keepalive: true }, {
    ...Object.getOwnPropertyDescriptors({ ...options, redirect: "manual" }),
  });
  for (const input of [url, address, request]) {
    const fetch = stub(503, 200);

    await send(fetch, {}, init, input);

    for (const call of fetch.calls) {
      assertStrictEquals(call[0], input);
      const { signal, ...others } = call[1] ?? {};
      assertInstanceOf(signal, AbortSignal);
      assertEquals(others as unknown, {
        ...options,
        redirect: "manual",
        keepalive: true,
      });
    }
  }
});

Deno.test("retryFetch() passes the same arguments on if there is no limit", async () => {
  const fetch = stub(503, 200);
  const { signal } = new AbortController();
  const init = { signal };

  await send(fetch, { timeout: null }, init);

  assertEquals(fetch.calls, [[url, init], [url, init]]);
  for (const [, each] of fetch.calls) assertStrictEquals(each, init);
});

Deno.test("retryFetch() keeps the referrer of a Request", async () => {
  const fetch = stub(200);
  const request = Object.defineProperties(new Request(url), {
    referrer: { value: "https://api.test/page" },
    referrerPolicy: { value: "origin" },
  });

  await send(fetch, {}, undefined, request);

  const { signal: _, ...init } = fetch.calls[0]?.[1] ?? {};
  assertEquals(init, {
    referrer: "https://api.test/page",
    referrerPolicy: "origin",
  });
});

Deno.test("retryFetch() has `fetch` refuse a Request that was used", async () => {
  const request = new Request(url, { method: "PUT", body: "text" });
  await request.text();
  const fetch = stub((input, init) => {
    new Request(input as Request, init);
    return new Response();
  });

  const error = await rejection(
    send(fetch, { on: TypeError }, undefined, request),
  );

  assertInstanceOf(error, TypeError);
  assertEquals(fetch.calls.length, 1);
});

Deno.test("retryFetch() has `fetch` refuse a bad request, whatever `on` says", async () => {
  const bad: [string, RequestInit?][] = [
    ["http://[bad"],
    ["/relative"],
    [url, { headers: { "a b": "c" } }],
    [url, { body: "a GET has none" }],
  ];
  for (const [input, init] of bad) {
    const fetch = stub((input, init) =>
      globalThis.fetch(input as string, init)
    );

    const error = await rejection(send(fetch, { on: TypeError }, init, input));

    assertInstanceOf(error, TypeError);
    assertEquals(fetch.calls.length, 1, input);
  }
});

Deno.test("retryFetch() has `fetch` refuse what is no signal", async () => {
  const init = { signal: "none" as unknown as AbortSignal };
  const fetch = stub(200);

  await retryFetch({ fetch })(url, init);

  assertStrictEquals(fetch.calls[0]?.[1], init);
});

Deno.test("retryFetch() sends nothing if the signal has aborted", async () => {
  const fetch = stub(200);
  const reason = new Error("stop");

  const error = await rejection(
    retryFetch({ fetch })(url, { signal: AbortSignal.abort(reason) }),
  );

  assertStrictEquals(error, reason);
  assertEquals(fetch.calls.length, 0);
});

Deno.test("retryFetch() ends a wait at once when the caller aborts", async () => {
  using time = new FakeTime();
  const fetch = stub(503);
  for (const take of ["init", "request"]) {
    const controller = new CountingController();
    const { signal } = controller;
    const init = { signal };
    const request = take === "init"
      ? retryFetch({ fetch })(url, init)
      : retryFetch({ fetch })(new Request(url, init));
    await time.tickAsync(1);

    controller.abort("stop");

    assertEquals(await rejection(request), "stop");
  }
  assertEquals(fetch.calls.length, 2);
});

Deno.test("retryFetch() ends an attempt at once when the caller aborts", async () => {
  const fetch = stub(hang);
  const controller = new AbortController();

  const request = retryFetch({ fetch })(url, { signal: controller.signal });
  controller.abort("stop");

  assertEquals(await rejection(request), "stop");
  assertEquals(fetch.calls[0]?.[1]?.signal?.reason, "stop");
});

Deno.test("retryFetch() prefers the signal of `init` to that of the Request", async () => {
  const ofRequest = new AbortController();
  const ofInit = new AbortController();
  const request = new Request(url, { signal: ofRequest.signal });
  const fetch = stub(hang);

  const call = retryFetch({ fetch })(request, { signal: ofInit.signal });
  ofRequest.abort();
  ofInit.abort("init");

  assertEquals(await rejection(call), "init");
});

Deno.test("retryFetch() lets a signal of null take away that of the Request", async () => {
  const controller = new AbortController();
  const request = new Request(url, { signal: controller.signal });
  const fetch = stub(503, 200);
  controller.abort();

  const response = await send(fetch, {}, { signal: null }, request);

  assertEquals(response.status, 200);
});

Deno.test("retryFetch() has the caller's abort reach the body that it returned", async () => {
  using time = new FakeTime();
  const controller = new AbortController();
  const fetch = stub(503, 200);

  await drive(
    time,
    retryFetch({ ...PLAIN, fetch })(url, { signal: controller.signal }),
  );
  const signals = fetch.calls.map(([, init]) => init?.signal);
  assertEquals(signals.map((signal) => signal?.aborted), [false, false]);
  controller.abort("stop");

  assertEquals(signals[1]?.reason, "stop");
});

Deno.test("retryFetch() does so where signals cannot be joined, too", async () => {
  using _ = patch(
    AbortSignal,
    "any",
    undefined as unknown as typeof AbortSignal.any,
  );
  const controller = new AbortController();
  const { signal } = controller;
  const fetch = stub(200, hang, hang);
  const load = retryFetch({ fetch, attemptTimeout: 5, attempts: 1 });

  await load(url, { signal });
  const timedOut = await rejection(load(url, { signal }));
  const aborted = load(url, { signal });
  controller.abort("stop");

  assertEquals((timedOut as DOMException).name, "TimeoutError");
  assertEquals(await rejection(aborted), "stop");
  const reasons = fetch.calls.map(([, init]) => init?.signal?.reason);
  assertEquals(reasons, ["stop", timedOut, "stop"]);
});

Deno.test("retryFetch() leaves no listener on the caller's signal", async () => {
  const controller = new CountingController();
  const fetch = stub(503, refused(), hang, 200);

  await send(fetch, { attemptTimeout: 50 }, { signal: controller.signal });

  assertEquals(fetch.calls.length, 4);
  assertEquals(controller.listening, 0);
});

Deno.test("retryFetch() gives the body of the answer no deadline", async () => {
  using time = new FakeTime();
  const fetch = stub(200);
  const options = { fetch, timeout: 50, attemptTimeout: 20 };

  await drive(time, retryFetch(options)(url));
  await time.tickAsync(100_000);

  assertFalse(fetch.calls[0]?.[1]?.signal?.aborted);
});

Deno.test("retryFetch() aborts the request at the deadline", async () => {
  using time = new FakeTime();
  const fetch = stub(503, hang);
  const options = { ...PLAIN, fetch, timeout: 500 };
  const started = time.now;

  const error = await drive(time, rejection(retryFetch(options)(url)));

  assertInstanceOf(error, DOMException);
  assertEquals(error.name, "TimeoutError");
  assertStringIncludes(error.message, "Attempt 2 of fetch timed out");
  assertInstanceOf((error as Error).cause, HttpStatusError);
  assertStrictEquals(fetch.calls[1]?.[1]?.signal?.reason, error);
  assertFalse(fetch.calls[0]?.[1]?.signal?.aborted);
  assertEquals(time.now - started, 500);
});

Deno.test("retryFetch() aborts an attempt that takes too long, and sends again", async () => {
  const fetch = stub(hang, 200);

  const response = await send(fetch, { attemptTimeout: 50 });

  assertEquals(response.status, 200);
  assert(fetch.calls[0]?.[1]?.signal?.aborted);
  assertFalse(fetch.calls[1]?.[1]?.signal?.aborted);
});

Deno.test("retryFetch() cancels an answer that comes after its attempt was abandoned", async () => {
  using time = new FakeTime();
  const late = watched(200);
  let answer: (response: Response) => void = () => {};
  const fetch = stub(() => new Promise((resolve) => answer = resolve), 200);
  const options = { ...PLAIN, fetch, attemptTimeout: 50 };

  const response = await drive(time, retryFetch(options)(url));
  answer(late);
  await time.runMicrotasks();

  assertEquals(await response.text(), "body of 200");
  assert(late.cancelled);
});

Deno.test("retryFetch() returns an answer without a body when the deadline passes in a wait", async () => {
  using time = new FakeTime();
  const answer = watched(503, {
    statusText: "Not now",
    headers: { "x-id": "42" },
  });
  Object.defineProperty(answer, "url", { value: `${url}?page=2` });
  const fetch = stub(answer, 200);

  const request = retryFetch({ ...PLAIN, fetch })(url);
  await time.tickAsync(1);
  // As after a machine was asleep: the timer rings too late.
  const { now } = Date;
  using _ = patch(Date, "now", () => now() + 60_000);
  const response = await drive(time, request);

  assert(answer.cancelled);
  assertEquals(fetch.calls.length, 1);
  assertEquals(response.status, 503);
  assertEquals(response.statusText, "Not now");
  assertEquals(response.headers.get("x-id"), "42");
  assertEquals(response.url, `${url}?page=2`);
  assertEquals(await response.text(), "");
});

Deno.test("retryFetch() returns a redirect that the caller wants to see", async () => {
  for (const status of [301, 302, 307]) {
    const answer = new Response(null, { status });
    const init: RequestInit = { redirect: "manual" };
    const on = HttpStatusError;
    const fetch = stub(answer);

    assertStrictEquals(await send(fetch, { on }, init), answer);
    const request = new Request(url, init);
    assertStrictEquals(
      await send(fetch, { on }, undefined, request),
      answer,
    );

    assertEquals(fetch.calls.length, 2);
    const others = stub(status, 200);
    assertEquals((await send(others, { on })).status, 200);
    assertEquals(others.calls.length, 2);
  }
});

Deno.test("retryFetch() takes null for what is not given, as `fetch` does", async () => {
  const fetch = stub(503, 200, 503, 200);
  using time = new FakeTime();
  const load = retryFetch({ ...PLAIN, fetch });

  await drive(time, load(url, null as unknown as RequestInit));
  await drive(time, load(url, { method: "PUT", body: null, signal: null }));

  assertEquals(fetch.calls.length, 4);
});

Deno.test("retryFetch() returns an answer that browsers hide", async () => {
  const opaque = Response.error();

  const fetch = stub(opaque);

  const response = await send(fetch, { on: HttpStatusError });

  assertStrictEquals(response, opaque);
  assertEquals(fetch.calls.length, 1);
});

Deno.test("retryFetch() retries a failure of a request whose redirects the caller wants to see", async () => {
  for (const status of [400, 500]) {
    const fetch = stub(status, 200);

    const response = await send(
      fetch,
      { on: HttpStatusError },
      { redirect: "manual" },
    );

    assertEquals(response.status, 200);
    assertEquals(fetch.calls.length, 2);
  }
});

Deno.test("retryFetch() tells `on` about the attempt that has failed", async () => {
  const reports: unknown[] = [];
  using _ = patch(console, "error", (...args) => void reports.push(args));
  const told: unknown[] = [];
  const on = (_: unknown, attempt: FailedAttempt) => {
    told.push({ ...attempt });
    return true;
  };

  await send(stub(503, refused(), 503, 200), { on });

  assertEquals(told, [
    { num: 1, nextWait: 100, waited: 0 },
    { num: 2, nextWait: 200, waited: 100 },
    { num: 3, nextWait: 400, waited: 300 },
  ]);
  assertEquals(reports, []);
});

Deno.test("retryFetch() throws whatever `fetch` throws", async () => {
  for (const thrown of [undefined, null, "text"]) {
    const fetch = stub(() => Promise.reject(thrown));

    assertStrictEquals(await rejection(send(fetch)), thrown);
    assertEquals(fetch.calls.length, 1);
  }
});

Deno.test("retryFetch() needs neither a limit nor a signal", async () => {
  const fetch = stub(503, 200);

  const response = await send(fetch, { timeout: null });

  assertEquals(response.status, 200);
  assertEquals(fetch.calls[1], [url]);
});

Deno.test("retryFetch() asks `on` once about each failure", async () => {
  const asked: unknown[] = [];
  const network = refused();
  const fetch = stub(503, network, 404);
  const on = (error: unknown) => {
    asked.push(error instanceof HttpStatusError ? error.status : error);
    return !(error instanceof HttpStatusError) || error.status === 503;
  };

  const response = await send(fetch, { on });

  assertEquals(response.status, 404);
  assertEquals(asked, [503, network, 404]);
});

Deno.test("retryFetch() waits as long as `on` says", async () => {
  using time = new FakeTime();
  const started = time.now;

  await drive(
    time,
    retryFetch({ fetch: stub(418, 200), on: () => 1_234 })(url),
  );

  assertEquals(time.now - started, 1_234);
});

Deno.test("retryFetch() takes classes for `on`", async () => {
  class Teapot extends Error {}
  const fetch = stub(404, new Teapot(), 200);

  const response = await send(fetch, { on: [HttpStatusError, Teapot] });

  assertEquals(response.status, 200);
});

Deno.test("retryFetch() throws what `on` throws, and cancels the answer", async () => {
  const bug = new Error("a bug");
  for (const attempts of [1, 3]) {
    const answer = watched(503);
    let asked = 0;
    const on = () => {
      asked++;
      throw bug;
    };

    const error = await rejection(send(stub(answer), { on, attempts }));

    assertStrictEquals(error, bug);
    assert(asked <= 1);
    assert(answer.cancelled);
  }
});

Deno.test("retryFetch() tells the hooks, by the name of fetch", async () => {
  const retries: RetryDetails[] = [];
  const giveUps: GiveUpDetails[] = [];
  using _retries = setOnRetryHooks([(details) => void retries.push(details)]);
  using _giveUps = setOnGiveUpHooks([(details) => void giveUps.push(details)]);

  await send(stub(503), { attempts: 2 });
  await send(stub(503), { attempts: 1, name: "users" });

  assertEquals(retries.map(({ name }) => name), ["fetch"]);
  assertInstanceOf(retries[0]?.causedBy, HttpStatusError);
  assertEquals(giveUps.map(({ name, reason }) => [name, reason]), [
    ["fetch", "attempts"],
    ["users", "attempts"],
  ]);
});

Deno.test("retryFetch() does not give up on an answer that is not to be retried", async () => {
  const giveUps: GiveUpDetails[] = [];
  using _ = setOnGiveUpHooks([(details) => void giveUps.push(details)]);

  await send(stub(404));
  await send(stub(404), { attempts: 1 });
  await send(stub(503, 404), { attempts: 2 });
  using _testing = setTesting(true);
  await send(stub(404));

  assertEquals(giveUps, []);
});

Deno.test("retryFetch() sends once while retrying is off", async () => {
  using _ = setActive(false);
  const asked: unknown[] = [];
  const on = (error: unknown) => {
    asked.push(error);
    return true;
  };

  const response = await send(stub(503, 200), { on });

  assertEquals(response.status, 503);
  assertEquals(asked, []);
});

Deno.test("retryFetch() does not wait in testing mode", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const fetch = stub(503, 503, 200);

  const response = await retryFetch({ fetch })(url);

  assertEquals(response.status, 200);
  assertEquals(fetch.calls.length, 3);
});

Deno.test("retryFetch() looks `fetch` up at each call", async () => {
  const load = retryFetch();
  for (const text of ["first", "second"]) {
    const fetch = stub(new Response(text));
    using _ = patch(globalThis, "fetch", fetch as typeof globalThis.fetch);

    assertEquals(await (await load(url)).text(), text);
  }
});

Deno.test("retryFetch() calls `fetch` without a receiver, and at once", () => {
  const fetch = stub(200);
  const client = { fetch: retryFetch({ fetch }) };

  client.fetch(url);
  client.fetch(url, { method: "POST" });

  assertEquals(fetch.receivers, [undefined, undefined]);
});

Deno.test("retryFetch() keeps the name, the length and the properties of `fetch`", () => {
  const preconnect = () => {};
  const fetch = Object.assign(stub(200), { preconnect });

  const load = retryFetch({ fetch });

  assertStrictEquals(load.preconnect, preconnect);
  assertEquals(load.name, "fetch");
  assertEquals(load.length, 0);
  assertFalse("prototype" in retryFetch());
});

Deno.test("retryFetch() takes a `fetch` that does not let itself be looked at", async () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const fetch = new Proxy(stub(200), {
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });

  const response = await retryFetch({ ...PLAIN, fetch })(url);

  assertEquals(response.status, 200);
});

Deno.test("retryFetch() inherits options", async () => {
  class Defaults {
    get attempts() {
      return 2;
    }
  }
  const fetch = stub(503);
  const options = Object.assign(new Defaults(), { ...PLAIN, fetch });
  using time = new FakeTime();

  await drive(time, retryFetch(options)(url));

  assertEquals(fetch.calls.length, 2);
});

Deno.test("retryFetch() refuses options that are wrong, when it is called", () => {
  const wrong: [options: unknown, message: string][] = [
    [
      fetch,
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch({ fetch })",
    ],
    [
      url,
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch(options)(url)",
    ],
    [
      new URL(url),
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch(options)(url)",
    ],
    [
      new Request(url),
      "Cannot retry fetch as 'retryFetch' takes options: write retryFetch(options)(url)",
    ],
    [
      { signal: AbortSignal.abort() },
      "Cannot retry fetch as 'signal' belongs to a request: write retryFetch(options)(url, { signal })",
    ],
    [
      { attempts: 3, headers: {} },
      "Cannot retry fetch as 'headers' belongs to a request: write retryFetch(options)(url, { headers })",
    ],
    [
      { method: "POST" },
      "Cannot retry fetch as 'method' belongs to a request: write retryFetch(options)(url, { method })",
    ],
    [
      { fetch: "fetch" },
      `Cannot retry fetch as 'fetch' must be a function: current value is "fetch"`,
    ],
    [
      { methods: "POST" },
      `Cannot retry fetch as 'methods' must be an array of strings: current value is "POST"`,
    ],
    [
      { methods: ["POST", 1] },
      "Cannot retry fetch as 'methods' must be an array of strings: current value is 1",
    ],
    [null, "Cannot retry fetch as the options must be an object"],
    [{ atempts: 3 }, "atempts"],
    [{ on: "error" }, "'on' must be"],
  ];
  for (const [options, message] of wrong) {
    assertThrows(
      () => retryFetch(options as RetryFetchOptions),
      TypeError,
      message,
    );
  }
  assertThrows(() => retryFetch({ attempts: 0 }), RangeError, "'attempts'");
  assertThrows(() => retryFetch({ timeout: 0 }), RangeError, "'timeout'");
});

/** A `Request` as packages have it, which does not tell whether it has a body. */
class PackageRequest {
  readonly method = "PUT";
  readonly headers = new Headers();
  readonly body = undefined;
  bodyUsed = false;
  readonly #content: string | ArrayBuffer | undefined;

  constructor(
    _input: unknown,
    { body }: { body?: string | ArrayBuffer } = {},
  ) {
    this.#content = body;
  }

  get url(): string {
    return "https://example.com/";
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    this.bodyUsed = this.#content !== undefined;
    return await new Response(this.#content ?? null).arrayBuffer();
  }
}

Deno.test("retryFetch() sends the Request of a package again, with and without a body", async () => {
  for (const body of ["text", undefined]) {
    using _ = setTesting(true, { attempts: 3 });
    const sent: [PackageRequest, string][] = [];
    const fetch = async (request: PackageRequest) => {
      const text = new TextDecoder().decode(await request.arrayBuffer());
      sent.push([request, text]);
      // A network failure, then a bad answer.
      if (sent.length === 1) throw new TypeError("fetch failed");
      return new Response(null, { status: sent.length === 2 ? 503 : 200 });
    };
    const request = new PackageRequest("here", body ? { body } : {});

    const response = await retryFetch({ fetch })(request) as Response;

    assertEquals(response.status, 200);
    assertEquals(sent.map(([, text]) => text), Array(3).fill(body ?? ""));
    assert(sent.every(([it]) => it instanceof PackageRequest));
  }
});

Deno.test("retryFetch() tells its own onRetry", async () => {
  using _ = setTesting(true, { attempts: 2 });
  const told: number[] = [];
  const fetch = (_: string) =>
    Promise.resolve(new Response(null, { status: 503 }));

  await retryFetch({
    fetch,
    onRetry: ({ retryNum }) => void told.push(retryNum),
  })("https://example.com/");

  assertEquals(told, [1]);
});
