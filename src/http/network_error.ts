// What `fetch` and the readers of bodies say where there was no answer, or only a
// part of one. There is nothing else to tell it from a bug by: both are
// `TypeError`s. Each was seen, and `tests/runtimes` makes most of them happen. By
// their order: Node.js and Deno, Node.js in a body, Deno 2.8, Deno in a body,
// Chromium, Firefox, Firefox in a body, WebKit.
const MESSAGES =
  /^(?:fetch failed$|terminated$|error sending request |error reading a body from connection|Failed to fetch$|network error$|Error in input stream$|NetworkError when attempting to fetch resource|Content-Length header of network response exceeds|Load failed$)/;

// The cause of what Node.js says just the same about URLs that it cannot fetch.
const MISUSE = /^(?:unknown scheme|bad port)$/;

/** Tells a network failure from a bug, in every runtime. */
export function isNetworkError(error: unknown): boolean {
  try {
    if (!(error instanceof Error)) return false;
    const { name, message, cause, errno, retryable, overloaded } =
      error as RuntimeError;
    if (error instanceof TypeError) {
      return MESSAGES.test(message) && !MISUSE.test(String(cause?.message)) ||
        typeof errno === "number"; // Bun
    }
    // Workers call it retryable, but the caller wants it to end.
    if (name === "AbortError") return false;
    return name === "TimeoutError" || // of `AbortSignal.timeout`
      retryable === true && overloaded !== true || // Workers
      message.startsWith("internal error; reference = "); // Workers
  } catch {
    // What cannot be looked at was not thrown by `fetch`.
    return false;
  }
}

/** What runtimes put into errors. */
interface RuntimeError extends Error {
  cause?: { message?: unknown };
  errno?: unknown;
  retryable?: unknown;
  overloaded?: unknown;
}
