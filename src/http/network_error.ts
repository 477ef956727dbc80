import type { Thrown } from "./thrown.ts";

// Codes of Node.js, undici and Bun, and their messages for errors without a code,
// also at the end of another error's message. The connection was not made, broke, or
// took too long. Other codes mean bugs, bad certificates, or failures that would
// repeat.
const BROKEN =
  /(?:^|: )(?:\w+ )?(?:E(?:(?:CONN|HOST|NET)[A-Z]+|(?:SOCKET)?TIMED?OUT|PIPE|ADDRNOTAVAIL|NOT(?:FOUND|CONN)|AI_(?:AGAIN|FAIL|NO[A-Z]+)|SERVFAIL)|UND_ERR_(?:SOCKET|[A-Z]+_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH)|ERR_(?:STREAM_PREMATURE_CLOSE|(?:SOCKET|TLS)_[A-Z_]*(?:TIMEOUT|CLOSED)[A-Z_]*|HTTP2_GOAWAY_SESSION)|HPE_INVALID_EOF_STATE|Connection(?:Refused|Reset|Closed)|FailedToOpenSocket|socket hang up|other side closed|Client network socket disconnected|Network connection lost|internal error; reference|Content-Length mismatch: expected|stream has been aborted)\b/;

// Text inside a message: from Node.js's parser, HTTP/2, Chromium as Electron shows
// it, and Deno, with the error numbers of Linux, macOS and Windows.
const BROKEN_WITHIN =
  /\(Invalid EOF state\)|NGHTTP2_(?:REFUSED|INTERNAL|CANCEL|ENHANCE)|net::ERR_(?:CONNECTION|NAME|DNS|INTERNET|NETWORK|ADDRESS_UN|TIMED|EMPTY|SOCKET_N|PROXY_C)|\(os error (?:10[0-4]|11[0-3]|5[0-4]|6[0145]|1005[0-4]|1006[0145])\)|client error \(\w+\): (?:dns|connection (?:closed|error)|operation timed|tls handshake eof)/;

// Vague messages: if the error has a cause, the cause counts instead. In this order:
// limits of clients, Firefox; then Node.js and Deno, Node.js in a body, Deno 2.8,
// Deno in a body, Chromium and mocks, Firefox, Firefox in a body, WebKit, React
// Native and whatwg-fetch. Error trackers append the host. `tests/runtimes` and
// `tests/clients` make most of them happen.
const VAGUE =
  /^(?:(?:the |network )?request timed out|timeout of \d+ ?ms|a network error occurred)/i;
const FETCH_FAILED =
  /^(?:fetch failed|terminated|error sending request (?!.*client error ).*|error reading a body from connection|Failed to fetch|[Nn]etwork error|Error in input stream|NetworkError when attempting to fetch resource\.|Content-Length header of network response exceeds.*|Load failed|The (?:network connection was lost|Internet connection appears to be offline)\.|Network request failed)(?: \([^ ()]*\))?$/;

// System calls that do not make a connection: starting a program or a server.
const OTHER_CALL = /^(?:spawn|listen|bind)/;

/**
 * Tells whether an error itself says that the network has failed.
 *
 * @param error What was thrown, or one of its causes.
 * @param isExplained Whether its cause was looked at, and did not say so.
 */
export function isNetworkError(error: Thrown, isExplained: boolean): boolean {
  const { name, code, syscall, retryable } = error;
  const message = String(error.message);
  if (OTHER_CALL.test(String(syscall ?? message))) return false;
  return BROKEN.test(String(code)) || BROKEN.test(message) ||
    BROKEN_WITHIN.test(message) || retryable === true ||
    !isExplained && (
        code === "ERR_NETWORK" || VAGUE.test(message) ||
        name === "TypeError" && FETCH_FAILED.test(message)
      );
}
