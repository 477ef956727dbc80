// What an `HttpStatusError` tells, and what it keeps to itself.
import { configure, getLogger, type LogRecord, reset } from "@logtape/logtape";
import { getJsonLinesFormatter } from "@logtape/logtape";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { inspect } from "node:util";
import { pino } from "pino";
import { HttpStatusError, raiseForStatus, transientHttp } from "../mod.ts";
import { patch } from "./helpers.ts";
import { secondCopy } from "./tools/second_copy.ts";

const SECRETS = /secret/i;

/** A response with secrets wherever a response may have them. */
function answer(
  url: string,
  { status = 503, statusText = "" }: { status?: number; statusText?: string } =
    {},
): Response {
  const response = new Response("a secret body", {
    status,
    statusText,
    headers: {
      "set-cookie": "session=secret",
      "x-request": "secret",
      location: "https://example.com/?secret",
    },
  });
  Object.defineProperty(response, "url", { value: url });
  return response;
}

const URL_WITH_SECRETS =
  "https://user:secret@api.example.com:8443/users/42?api_key=secret#secret";

Deno.test("HttpStatusError tells the status, its text and the URL", () => {
  for (
    const [url, init, message] of [
      ["", {}, "HTTP 503"],
      [
        "",
        { statusText: "Service Unavailable" },
        "HTTP 503 Service Unavailable",
      ],
      [
        "https://api.example.com/users",
        { statusText: "Service Unavailable" },
        "HTTP 503 Service Unavailable: https://api.example.com/users",
      ],
      // HTTP/2 has no text for the status.
      [
        "https://example.com/",
        { status: 404 },
        "HTTP 404: https://example.com/",
      ],
      [
        URL_WITH_SECRETS,
        {},
        "HTTP 503: https://api.example.com:8443/users/42",
      ],
      [
        "http://localhost:8000/a?secret",
        {},
        "HTTP 503: http://localhost:8000/a",
      ],
      ["ahttp://host/secret", {}, "HTTP 503: ahttp:"],
      ["https+unix://secret", {}, "HTTP 503: https+unix:"],
      ["data:text/plain,secret", {}, "HTTP 503: data:"],
      ["blob:https://example.com/secret", {}, "HTTP 503: blob:"],
      ["about:secret", {}, "HTTP 503: about:"],
      ["file:///home/secret", {}, "HTTP 503: file:"],
      ["/users?secret", {}, "HTTP 503"],
      ["https://[bad?secret", {}, "HTTP 503"],
    ] as const
  ) {
    assertEquals(new HttpStatusError(answer(url, init)).message, message);
  }
});

Deno.test("HttpStatusError cuts what is long, and shows no control characters", () => {
  const url = `https://example.com/${"a".repeat(10_000)}\n\x1b[31m`;
  const long = new HttpStatusError(
    answer(url, { statusText: "b".repeat(10_000) }),
  );
  assert(long.message.length < 500, long.message);
  assert(/^HTTP 503 b+…: https:\/\/example\.com\/a+…$/.test(long.message));

  const place = "https://example.com/";
  const longest = place + "a".repeat(300 - place.length);
  const text = "b".repeat(100);
  assertEquals(
    new HttpStatusError(answer(longest, { statusText: text })).message,
    `HTTP 503 ${text}: ${longest}`,
  );
  assertEquals(
    new HttpStatusError(answer(`${longest}a`, { statusText: `${text}b` }))
      .message,
    `HTTP 503 ${text}…: ${longest}…`,
  );

  const mock = {
    status: 503,
    statusText: "\x1b[31mred\r\nforged: line\u2028\x9b",
    url: "https://example.com/\x1b[31m\r\nforged",
  } as Response;
  const { message } = new HttpStatusError(mock);
  assertEquals(
    message,
    "HTTP 503 ?[31mred??forged: line??: https://example.com/%1B[31mforged",
  );
});

Deno.test("HttpStatusError takes mocks of a response", () => {
  for (
    const mock of [
      { status: 503 },
      { status: 503, statusText: null, url: null },
      { status: 503, statusText: undefined, url: 1 },
      {
        status: 503,
        get url() {
          throw new Error("no URL here");
        },
      },
    ]
  ) {
    const error = new HttpStatusError(mock as unknown as Response);
    assertEquals(error.message, "HTTP 503");
    assertEquals(error.response, mock as unknown as Response);
  }
});

Deno.test("HttpStatusError shows no secret, whatever shows it", async () => {
  const error = new HttpStatusError(answer(URL_WITH_SECRETS));
  const lines: string[] = [];
  using _ = patch(console, "error", (...args) => {
    lines.push(args.map((arg) => Deno.inspect(arg, { depth: 100 })).join(" "));
  });
  console.error(error);
  console.error({ error }, [new Error("outer", { cause: error })]);

  const stream = { write: (line: string) => lines.push(line) };
  pino({ base: null }, stream).error(error);
  pino({ base: null }, stream).error({ error, err: error });

  const format = getJsonLinesFormatter();
  await configure({
    sinks: { lines: (record: LogRecord) => lines.push(format(record)) },
    loggers: [
      { category: "app", sinks: ["lines"], lowestLevel: "debug" },
      { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
    ],
    reset: true,
  });
  getLogger("app").error("It failed: {error}", { error });
  await reset();

  const depth = Infinity;
  lines.push(
    String(error),
    error.stack!,
    JSON.stringify(error),
    JSON.stringify({ ...error }),
    JSON.stringify(Object.entries(error)),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    inspect(error, { depth }),
    inspect(error, { depth, showHidden: true }),
    inspect(structuredClone(error), { depth, showHidden: true }),
    inspect(Object.assign({}, error), { depth, showHidden: true }),
    Deno.inspect(error, { depth: 100, showHidden: true }),
  );

  assert(lines.length >= 16);
  for (const line of lines) {
    assert(!SECRETS.test(line), line);
    assert(line.includes("503"), line);
  }
});

Deno.test("HttpStatusError keeps its response, but not as something to list", () => {
  const response = answer(URL_WITH_SECRETS);
  const error = Object.freeze(new HttpStatusError(response));

  assertEquals(error.response, response);
  assertEquals(error.status, 503);
  assertEquals(Object.keys(error).sort(), ["name", "status"]);
});

Deno.test("instanceof HttpStatusError behaves as for any class", () => {
  class Own extends HttpStatusError {}
  class Other extends HttpStatusError {}
  const error = new HttpStatusError(new Response());
  const own = new Own(new Response());

  assertInstanceOf(own, Own);
  assertInstanceOf(own, HttpStatusError);
  assertInstanceOf(own, Error);
  assert(!(error instanceof Own));
  assert(!(own instanceof Other));
  assert(Object.create(HttpStatusError.prototype) instanceof HttpStatusError);
  for (
    const value of [
      undefined,
      null,
      1,
      "",
      {},
      new Error(),
      HttpStatusError,
      { name: "HttpStatusError", status: 503 },
    ]
  ) assert(!((value as object) instanceof HttpStatusError));
});

Deno.test("instanceof HttpStatusError holds across two copies of the package", async () => {
  const copy = await secondCopy();
  assert(copy.HttpStatusError !== HttpStatusError);
  class Own extends HttpStatusError {}
  const theirs = new copy.HttpStatusError(answer("https://example.com/"));

  assertInstanceOf(theirs, HttpStatusError);
  assertInstanceOf(new Own(new Response()), copy.HttpStatusError);
  assert(!((theirs as Error) instanceof Own));
  assertEquals(await theirs.response.text(), "a secret body");
  assertEquals(transientHttp(theirs), true);
  assertEquals(
    await copy.retry({ on: HttpStatusError, attempts: 2, waitJitter: 0 })(
      failsOnce(() => raiseForStatus(new Response("", { status: 404 }))),
    )(),
    "ok",
  );
});

function failsOnce(fail: () => unknown): () => Promise<string> {
  let calls = 0;
  return async () => {
    if (calls++ === 0) await fail();
    return "ok";
  };
}
