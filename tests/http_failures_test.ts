// What `transientHttp` makes of errors of any client, told by what they look like.
// `deno task clients` provokes them in the real ones.
import { assertEquals } from "@std/assert";
import { createContext, runInContext } from "node:vm";
import { HttpStatusError, transientHttp } from "../mod.ts";

/** An error with properties, as clients make them. */
function errorWith(
  message: string,
  { cause, ...properties }: Record<string, unknown> = {},
): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  for (const [key, value] of Object.entries(properties)) {
    Object.defineProperty(error, key, { value, enumerable: true });
  }
  return error;
}

function fetchFailed(cause?: unknown): TypeError {
  return new TypeError("fetch failed", cause === undefined ? {} : { cause });
}

function assertAll(
  errors: Record<string, unknown>,
  expected: boolean | number,
): void {
  const wrong = Object.entries(errors).filter(([, error]) =>
    transientHttp(error) !== expected
  );
  assertEquals(wrong.map(([name]) => name), []);
}

const REFUSED = errorWith("connect ECONNREFUSED 127.0.0.1:1", {
  code: "ECONNREFUSED",
  syscall: "connect",
});
const EXPIRED = errorWith("certificate has expired", {
  code: "CERT_HAS_EXPIRED",
});
const TIMED_OUT = new DOMException("It took too long", "TimeoutError");
const ABORTED = new DOMException("This operation was aborted", "AbortError");

Deno.test("transientHttp() knows the codes of failed connections", () => {
  for (
    const code of [
      "ECONNREFUSED",
      "ECONNRESET",
      "ECONNABORTED",
      "ETIMEDOUT",
      "ESOCKETTIMEDOUT",
      "EPIPE",
      "ENETUNREACH",
      "ENETDOWN",
      "ENETRESET",
      "EHOSTUNREACH",
      "EHOSTDOWN",
      "EADDRNOTAVAIL",
      "ENOTCONN",
      "ENOTFOUND",
      "EAI_AGAIN",
      "EAI_NODATA",
      "EAI_NONAME",
      "ETIMEOUT",
      "ESERVFAIL",
      "UND_ERR_SOCKET",
      "UND_ERR_CONNECT_TIMEOUT",
      "UND_ERR_HEADERS_TIMEOUT",
      "UND_ERR_BODY_TIMEOUT",
      "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
      "ERR_STREAM_PREMATURE_CLOSE",
      "ERR_SOCKET_TIMEOUT",
      "ERR_SOCKET_CLOSED",
      "ERR_SOCKET_CLOSED_BEFORE_CONNECTION",
      "ERR_SOCKET_CONNECTION_TIMEOUT",
      "ERR_TLS_HANDSHAKE_TIMEOUT",
      "ERR_HTTP2_GOAWAY_SESSION",
      "HPE_INVALID_EOF_STATE",
      "ConnectionRefused",
      "ConnectionReset",
      "ConnectionClosed",
      "FailedToOpenSocket",
    ]
  ) {
    const plain = errorWith("It failed", { code });
    const typed = Object.assign(new TypeError("It failed"), { code });
    assertAll({
      [code]: plain,
      [`${code} of a TypeError`]: typed,
      [`${code} beneath fetch`]: fetchFailed(plain),
    }, true);
  }
  const vague = errorWith("Network Error", { code: "ERR_NETWORK" });
  assertEquals(transientHttp(vague), true);
});

Deno.test("transientHttp() lets the codes of what never succeeds through", () => {
  for (
    const code of [
      // Certificates.
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_GET_CRL",
      "CERT_HAS_EXPIRED",
      "CERT_NOT_YET_VALID",
      "CERT_REVOKED",
      "CERT_UNTRUSTED",
      "CERT_REJECTED",
      "CERT_SIGNATURE_FAILURE",
      "CERT_CHAIN_TOO_LONG",
      "CRL_HAS_EXPIRED",
      "INVALID_CA",
      "INVALID_PURPOSE",
      "HOSTNAME_MISMATCH",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
      "EPROTO",
      "UND_ERR_PRX_TLS",
      // What the peer will send again.
      "UND_ERR_HEADERS_OVERFLOW",
      "UND_ERR_RES_EXCEEDED_MAX_SIZE",
      "HPE_HEADER_OVERFLOW",
      "HPE_INVALID_CONSTANT",
      "Z_DATA_ERROR",
      "Z_BUF_ERROR",
      "ERR_FR_TOO_MANY_REDIRECTS",
      "ERR_FR_REDIRECTION_FAILURE",
      "ERR_TOO_MANY_REDIRECTS",
      "ERR_BODY_PARSE_FAILURE",
      // Bun's.
      "UnexpectedRedirect",
      "TooManyRedirects",
      "UnsupportedRedirectProtocol",
      "ZlibError",
      "BrotliDecompressionError",
      "Malformed_HTTP_Response",
      // Bugs.
      "ERR_INVALID_URL",
      "ERR_INVALID_CHAR",
      "ERR_INVALID_ARG_TYPE",
      "ERR_HTTP_INVALID_HEADER_VALUE",
      "ERR_UNSUPPORTED_PROTOCOL",
      "ERR_BAD_REQUEST",
      "ERR_BAD_RESPONSE",
      "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
      "UND_ERR_INVALID_ARG",
      "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
      "UND_ERR_NOT_SUPPORTED",
      "UND_ERR_DESTROYED",
      "UND_ERR_CLOSED",
      "ENOENT",
      "EACCES",
      "EPERM",
      "EMFILE",
      "EINVAL",
      "EADDRINUSE",
      "ERR_SCRIPT_EXECUTION_TIMEOUT",
      "ECONNRESET_OF_MINE",
      "NOT_ECONNRESET",
    ]
  ) {
    const plain = errorWith("It failed", { code });
    // Bun gives each of its own a number, which says nothing.
    const typed = Object.assign(new TypeError(`${code} fetching "/"`), {
      code,
      errno: 0,
    });
    assertAll({
      [code]: plain,
      [`${code} of a TypeError`]: typed,
      [`${code} beneath fetch`]: fetchFailed(plain),
      [`${code} beneath a client`]: errorWith("Network Error", {
        code: "ERR_NETWORK",
        cause: plain,
      }),
    }, false);
  }
});

Deno.test("transientHttp() lets what fetch itself refuses through", () => {
  const causes = [
    "unexpected redirect",
    "redirect count exceeded",
    "URL scheme must be a HTTP(S) scheme",
    'cross origin not allowed for request mode "cors"',
    "integrity mismatch",
    "unknown scheme",
    "not implemented... yet...",
    "invalid method",
    "failed to fetch the data URL",
    "bad port",
    "proxy authentication required",
    "a bug in the caller's own body",
    "Response does not match the HTTP/1.1 protocol (Expected HTTP/)",
    "incorrect header check",
  ];
  const messages = [
    "Fetch failed: Encountered redirect while redirect mode is set to 'error'",
    "Fetch failed: Maximum number of redirects (20) reached",
    "Fetch failed: Can not redirect to a non HTTP(s) url",
    "Error fetching file 'file:///nowhere': No such file or directory (os error 2)",
    "Blob for the given URL not found.",
    "NoComma",
    "Invalid gzip header",
    'Headers.append: "two\nlines" is an invalid header value.',
    'Invalid header value: "two\nlines"',
    "Header 'x-header' has invalid value",
    "Failed to parse URL from /nope",
    "Invalid URL: '/nope'",
    "Failed to fetch dynamically imported module: http://127.0.0.1/a.js",
    "Failed to fetch (api.example.com) and more",
    "Network request failed because of me",
  ];
  assertAll(
    Object.fromEntries([
      ...causes.map((cause) => [cause, fetchFailed(new Error(cause))]),
      ...causes.map((cause) => [
        `terminated: ${cause}`,
        new TypeError("terminated", { cause: new Error(cause) }),
      ]),
      ...messages.map((message) => [message, new TypeError(message)]),
    ]),
    false,
  );
});

Deno.test("transientHttp() tells Deno's failures apart by what they say", () => {
  const said = (text: string) =>
    fetchFailed(
      new Error(`error sending request for url (https://127.0.0.1/): ${text}`),
    );
  const transient = [
    "client error (Connect): tcp connect error: Connection refused (os error 111)",
    "client error (Connect): tcp connect error: Connection refused (os error 61)",
    "client error (Connect): tcp connect error: No connection could be made because the target machine actively refused it. (os error 10061)",
    "client error (Connect): tcp connect error: No route to host (os error 113)",
    "client error (Connect): tcp connect error: Network is unreachable (os error 101)",
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
    "client error (Connect): tls handshake eof",
    "client error (Connect): operation timed out",
    "client error (SendRequest): connection closed before message completed",
    "client error (SendRequest): connection error: Connection reset by peer (os error 104)",
    "client error (SendRequest): connection error: connection reset",
  ];
  const permanent = [
    "client error (Connect): invalid peer certificate: UnknownIssuer",
    "client error (Connect): invalid peer certificate: certificate expired: verification time 2 (UNIX), but certificate is not valid after 1",
    'client error (Connect): invalid peer certificate: certificate not valid for name "127.0.0.1"',
    "client error (Connect): received fatal alert: HandshakeFailure",
    "client error (Connect): received corrupt message of type InvalidContentType",
    "client error (Connect): tcp connect error: Permission denied (os error 13)",
    "client error (SendRequest): invalid HTTP version parsed",
    "client error (SendRequest): message head is too large",
    "client error (SendRequest): error from user's Body stream",
    "client error (UserUnsupportedVersion)",
  ];

  for (const text of transient) assertEquals(transientHttp(said(text)), true);
  for (const text of permanent) {
    assertEquals(transientHttp(said(text)), false, text);
    // Deno 2.8 says it itself.
    const { message } = said(text).cause as Error;
    assertEquals(transientHttp(new TypeError(message)), false, text);
  }
  const reset = new Error("Connection reset by peer (os error 104)");
  assertEquals(transientHttp(fetchFailed(reset)), true);
});

Deno.test("transientHttp() knows messages that were changed, or come from elsewhere", () => {
  const typeErrors = [
    "Failed to fetch (api.example.com)",
    "Failed to fetch (localhost:8080)",
    "Failed to fetch ([::1]:8080)",
    "fetch failed (api.example.com)",
    "Load failed (api.example.com)",
    "NetworkError when attempting to fetch resource. (api.example.com)",
    "Network request failed",
    "Network error",
    "The network connection was lost.",
    "The Internet connection appears to be offline.",
    "The request timed out.",
    "error sending request for url (http://127.0.0.1:1/)",
  ];
  const errors = [
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_CONNECTION_TIMED_OUT",
    "net::ERR_NAME_NOT_RESOLVED",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_NETWORK_CHANGED",
    "net::ERR_ADDRESS_UNREACHABLE",
    "net::ERR_TIMED_OUT",
    "net::ERR_EMPTY_RESPONSE",
    "page.goto: net::ERR_CONNECTION_REFUSED at http://127.0.0.1/",
    'Failed to execute "fetch()" on "Window" with URL "http://127.0.0.1/": connect ECONNREFUSED 127.0.0.1:80',
    'Failed to execute "fetch()" on "Window" with URL "http://127.0.0.1/": socket hang up',
    'Failed to execute "fetch()" on "Window" with URL "https://127.0.0.1/": Client network socket disconnected before secure TLS connection was established',
    "request to http://127.0.0.1/ failed, reason: read ECONNRESET",
    "getaddrinfo ENOTFOUND nonexistent.invalid",
    "queryA ETIMEOUT example.com",
    "Request timed out.",
    "timeout of 400ms exceeded",
    "Timeout of 400ms exceeded",
    "stream has been aborted",
    "Content-Length mismatch: expected 1000 bytes, received 10 bytes",
    "Response does not match the HTTP/1.1 protocol (Invalid EOF state)",
    "Stream closed with error code NGHTTP2_REFUSED_STREAM",
    "Network connection lost.",
    "internal error; reference = 0123456789",
  ];

  const all = [
    ...typeErrors.map((message) => new TypeError(message)),
    ...errors.map((message) => new Error(message)),
  ];
  assertAll(Object.fromEntries(all.map((e) => [e.message, e])), true);
});

Deno.test("transientHttp() lets the permanent ones of those through", () => {
  const errors = [
    "net::ERR_CERT_DATE_INVALID",
    "net::ERR_CERT_AUTHORITY_INVALID",
    "net::ERR_SSL_PROTOCOL_ERROR",
    "net::ERR_TOO_MANY_REDIRECTS",
    "net::ERR_UNKNOWN_URL_SCHEME",
    "net::ERR_BLOCKED_BY_CLIENT",
    "net::ERR_RESPONSE_HEADERS_TOO_BIG",
    "net::ERR_CONTENT_DECODING_FAILED",
    "net::ERR_ABORTED",
    "net::ERR_FILE_NOT_FOUND",
    'Failed to execute "fetch()" on "Window" with URL "https://127.0.0.1/": self-signed certificate',
    "Maximum redirects reached at: http://127.0.0.1/",
    "Failed to read response body. Error: incorrect header check.",
    // It says the same when the user aborts.
    "Failed to read response body. Error: aborted.",
    "Stream closed with error code NGHTTP2_PROTOCOL_ERROR",
    "JSON Parse error: Unexpected EOF",
    "Unexpected end of JSON input",
    "aborted",
  ];

  assertAll(
    Object.fromEntries(errors.map((text) => [text, new Error(text)])),
    false,
  );
});

Deno.test("transientHttp() finds the failure beneath other errors", () => {
  const deep = (levels: number) =>
    Array.from({ length: levels }).reduce<Error>(
      (cause, _, num) => errorWith(`level ${num}`, { cause }),
      REFUSED,
    );
  assertEquals(transientHttp(deep(100)), false);
  assertAll({
    "one error down": errorWith("No users", { cause: fetchFailed(REFUSED) }),
    "99 errors down": deep(99),
    "a TypeError of the user": new TypeError("No users", { cause: REFUSED }),
    "another name for a cause": errorWith("[Network] fetch failed", {
      networkError: fetchFailed(REFUSED),
    }),
    "the detail of a service": errorWith("An error occurred", {
      type: "ConnectionError",
      detail: REFUSED,
    }),
    "addresses of one name": fetchFailed(
      Object.assign(new AggregateError([REFUSED, REFUSED]), {
        code: "ECONNREFUSED",
      }),
    ),
    "several requests": new AggregateError([
      fetchFailed(REFUSED),
      TIMED_OUT,
      new HttpStatusError(new Response("", { status: 503 })),
    ]),
    "several of several": new AggregateError([
      new AggregateError([REFUSED]),
      errorWith("No users", { cause: new AggregateError([REFUSED]) }),
    ]),
    "a mock of a network error": Object.assign(
      new TypeError("Failed to fetch", { cause: Response.error() }),
    ),
  }, true);
});

Deno.test("transientHttp() lets errors through if one beneath is no failure of the network", () => {
  assertAll({
    "a bug": errorWith("No users", { cause: new TypeError("x is undefined") }),
    "a bug in a client": errorWith("HTTP", {
      status: 503,
      cause: new TypeError("x is undefined"),
    }),
    "a certificate": errorWith("No users", { cause: fetchFailed(EXPIRED) }),
    "one of several": new AggregateError([REFUSED, new Error("no")]),
    "the first of several": new AggregateError([EXPIRED, REFUSED]),
    "none of several": new AggregateError([]),
    "a status of several": new AggregateError([
      REFUSED,
      new HttpStatusError(new Response("", { status: 404 })),
    ]),
    "errors of fields": errorWith("Invalid", { errors: [REFUSED] }),
    "no error": errorWith("No users", { cause: "ECONNREFUSED" }),
  }, false);
});

Deno.test("transientHttp() takes a limit of time for transient", () => {
  const aborts = {
    "by its cause": errorWith("The operation was aborted", {
      name: "AbortError",
      code: "ABORT_ERR",
      cause: TIMED_OUT,
    }),
    "by its code, without a signal": errorWith("Request aborted", {
      code: "ECONNABORTED",
      config: {},
      cause: TIMED_OUT,
    }),
    "by its signal": errorWith("canceled", {
      name: "CanceledError",
      code: "ERR_CANCELED",
      config: { signal: { reason: TIMED_OUT } },
    }),
    "by the signal of the error above": errorWith("It was aborted", {
      config: { signal: { reason: TIMED_OUT } },
      cause: errorWith("The operation was aborted.", { name: "AbortError" }),
    }),
  };
  assertAll({
    "of the platform": TIMED_OUT,
    "of a client": errorWith("Request timed out: GET", {
      name: "TimeoutError",
    }),
    "with a status that is none": errorWith("It was aborted", {
      name: "HttpError",
      status: 500,
      cause: TIMED_OUT,
    }),
    ...aborts,
  }, true);
});

Deno.test("transientHttp() lets what the user has aborted through", () => {
  const names = [
    "AbortError",
    "AbortedError",
    "APIUserAbortError",
    "RequestAbortedError",
    "CanceledError",
    "CancelledError",
    "CancelError",
  ];
  const codes = ["ABORT_ERR", "ABORTED"];
  const messages = { message: "fetch failed", retryable: true };
  assertAll({
    ...Object.fromEntries([
      ...names.map((name) => [name, errorWith("", { ...messages, name })]),
      ...codes.map((code) => [code, errorWith("", { ...messages, code })]),
    ]),
    "one error down": errorWith("Network Error", {
      code: "ERR_NETWORK",
      cause: ABORTED,
    }),
    "with a status": Object.assign(
      new DOMException("This operation was aborted", "AbortError"),
      { status: 503, headers: {} },
    ),
    "because a connection broke": errorWith("aborted", {
      name: "AbortError",
      cause: REFUSED,
    }),
    "by a signal of its own": errorWith("canceled", {
      name: "CanceledError",
      config: { signal: { reason: ABORTED } },
    }),
    "a reason of the user": new Error("aborted"),
  }, false);
  assertAll({
    "a similar name": errorWith("socket hang up", { name: "AbortErrorCode" }),
    "a similar code": errorWith("socket hang up", { code: "ABORTED_BY_PEER" }),
  }, true);
});

Deno.test("transientHttp() lets errors through that have to do with no network", () => {
  assertAll({
    // A program that took too long has the code of a connection that did.
    "a program that took too long": errorWith("spawnSync /bin/sh ETIMEDOUT", {
      code: "ETIMEDOUT",
      syscall: "spawnSync /bin/sh",
    }),
    "a program, by its system call alone": errorWith("it took too long", {
      code: "ETIMEDOUT",
      syscall: "spawnSync /bin/sh",
    }),
    "a program, by its message alone": errorWith("spawn git ETIMEDOUT", {
      code: "ETIMEDOUT",
    }),
    "a server with a wrong address": errorWith(
      "listen EADDRNOTAVAIL: address not available 1.2.3.4",
      { code: "EADDRNOTAVAIL", syscall: "listen" },
    ),
    "a session": new Error("Your session timed out"),
    "a lock": errorWith("timed out", { name: "LockTimeoutError" }),
    "a script": errorWith("Script execution timed out after 5ms", {
      code: "ERR_SCRIPT_EXECUTION_TIMEOUT",
    }),
    "a file": errorWith("ENOENT: no such file or directory, open 'a'", {
      code: "ENOENT",
      syscall: "open",
    }),
    "JSON": new SyntaxError("Unexpected token '<'"),
    "a range": new RangeError("fetch failed"),
    "a reference": new ReferenceError("fetch is not defined"),
  }, false);
});

Deno.test("transientHttp() obeys errors that say whether a retry is of use", () => {
  assertAll({
    "in words": errorWith("Wrong key, do not retry", { cause: REFUSED }),
    "in other words": errorWith("Never retry this", { cause: REFUSED }),
    "by a name": errorWith("Wrong key", {
      name: "NonRetryableError",
      cause: REFUSED,
    }),
    "by its command": errorWith("Wrong key", {
      name: "DoNotRetryError",
      cause: REFUSED,
    }),
    "by another name": errorWith("Wrong key", {
      name: "UnrecoverableError",
      cause: REFUSED,
    }),
    "by a property": errorWith("Wrong key", {
      retryable: false,
      cause: REFUSED,
    }),
    "by another property": errorWith("Wrong key", {
      isRetryable: false,
      status: 503,
      headers: {},
    }),
    "by its load": errorWith("fetch failed", {
      retryable: true,
      overloaded: true,
    }),
    "one error down": errorWith("No users", {
      cause: errorWith("Wrong key, do not retry", { cause: REFUSED }),
    }),
  }, false);
  assertAll({
    "by a property": errorWith("Lost", { retryable: true }),
    "other words": errorWith("Could not retrieve users", { cause: REFUSED }),
  }, true);
});

Deno.test("transientHttp() knows the errors of another realm", () => {
  const context = createContext({ Response });
  const run = (code: string) => runInContext(code, context);
  assertAll({
    "a TypeError": run("new TypeError('Failed to fetch')"),
    "with a cause": run(
      "new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })",
    ),
    "several": run(
      "new AggregateError([Object.assign(new Error('x'), { code: 'ECONNRESET' })])",
    ),
    "an answer": run(
      "Object.assign(new Error('x'), { response: { status: 503, headers: [] } })",
    ),
  }, true);
  assertAll({
    "a bug": run("try { null.x } catch (error) { error }"),
    "a refusal": run(
      "new TypeError('fetch failed', { cause: new Error('unexpected redirect') })",
    ),
  }, false);
});

Deno.test("transientHttp() knows errors that were copied to another thread", () => {
  assertEquals(transientHttp(structuredClone(fetchFailed(REFUSED))), true);
  assertEquals(transientHttp(structuredClone(fetchFailed(EXPIRED))), false);
  assertEquals(
    transientHttp({ name: "Error", message: "socket hang up" }),
    true,
  );
});

Deno.test("transientHttp() says no to values that are hostile, and ends", () => {
  const boom = () => {
    throw new Error("boom");
  };
  const throwing = new Proxy(new TypeError("fetch failed"), { get: boom });
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const cycle = new Error("cycle");
  cycle.cause = cycle;
  const one: Error = new Error("one");
  const two = new Error("two", { cause: one });
  one.cause = two;
  const endless = (): object =>
    new Proxy({}, {
      get: (_, key) =>
        key === "cause"
          ? endless()
          : key === "errors"
          ? [endless(), endless()]
          : key === "name"
          ? "AggregateError"
          : key === "message"
          ? "endless"
          : undefined,
    });
  const aggregate = new AggregateError([], "cycle");
  aggregate.errors.push(aggregate, aggregate, aggregate);
  assertAll({
    "a primitive": 1,
    "a text": "fetch failed",
    "a symbol": Symbol("fetch failed"),
    "a function": () => {},
    "null": null,
    "undefined": undefined,
    "a proxy that throws": throwing,
    "a proxy that was revoked": revoked,
    "an object without a prototype": Object.create(null),
    "a cause that was revoked": new Error("x", { cause: revoked }),
    "a cycle": cycle,
    "a cycle of two": one,
    "a cycle of several": aggregate,
    "no end": endless(),
    "a getter of a name": Object.defineProperty(new Error("x"), "name", {
      get: boom,
    }),
    "a getter of a response": Object.defineProperty(
      new Error("x"),
      "response",
      { get: boom },
    ),
    "a message that is no text": Object.assign(new TypeError(), {
      message: { toString: () => "fetch failed" },
    }),
    "a name that cannot be a text": Object.assign(new Error("x"), {
      name: { toString: boom },
    }),
    "a code that is a symbol": errorWith("x", { code: Symbol("ECONNRESET") }),
    "errors that are none": Object.assign(new AggregateError([]), {
      errors: { length: 1e9 },
    }),
    "a status that is a text": errorWith("x", { status: "503", headers: {} }),
    "a status out of range": errorWith("x", { status: 1e9, headers: {} }),
    "a status that is no number": errorWith("x", { status: NaN, headers: {} }),
    "no answer": { status: 200, headers: {} },
  }, false);
});

Deno.test("transientHttp() takes no time for long messages", () => {
  const start = performance.now();
  for (
    const text of [
      "x".repeat(1e6),
      "error sending request ".repeat(50_000),
      "client error (".repeat(50_000),
      ": ".repeat(500_000),
      "NetworkError when attempting to fetch resource".repeat(20_000),
      "do not ".repeat(100_000),
    ]
  ) {
    transientHttp(new TypeError(text));
    transientHttp(fetchFailed(new Error(text)));
  }
  assertEquals(performance.now() - start < 2_000, true);
});
