// A thrown value may be anything, and may itself throw when it is inspected.
// Messages come from outside: they may have any length, and try to forge lines of a
// log.

const LONGEST_LINE = 1_000;
const LONGEST_CHAIN = 5;

/**
 * Describes what was thrown on one line: at most a thousand characters, with
 * control and formatting characters escaped.
 *
 * The first code among its causes is added, as the message of an error such as
 * `fetch failed` does not say why: `TypeError: fetch failed (ECONNREFUSED)`.
 *
 * @param error What was thrown.
 */
export function toOneLine(error: unknown): string {
  const text = escape(textOf(error));
  const code = codeOfCause(error);
  const suffix = text.includes(code) ? "" : ` (${code})`;
  const room = LONGEST_LINE - suffix.length;
  return (text.length > room ? `${text.slice(0, room - 1)}…` : text) + suffix;
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}

function codeOfCause(error: unknown): string {
  try {
    let current = error as ErrorWithCode | null | undefined;
    for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
      current = current?.cause;
      const code = current?.code;
      if (typeof code === "string" && /^[\w.-]{1,60}$/.test(code)) return code;
    }
  } catch {
    // A cause that throws when it is inspected has no code.
  }
  return "";
}

interface ErrorWithCode {
  readonly cause?: ErrorWithCode | null;
  readonly code?: unknown;
}

/** Escapes line breaks, ANSI sequences, invisible characters and the like. */
function escape(text: string): string {
  // The rest is cut off later.
  return text.slice(0, LONGEST_LINE + 1).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (char) =>
      char === "\n" ? "\\n" : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}
