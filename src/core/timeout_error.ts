import { toOneLine } from "../lib/one_line.ts";
import { setCause, toDomException } from "../lib/dom_exception.ts";

/** What the retried code has thrown. Any value can be thrown, also `undefined`. */
export interface Thrown {
  readonly error: unknown;
}

/**
 * Makes the error for an attempt that has run out of time.
 *
 * @param attempt Which attempt, in words.
 * @param when When that was, in words.
 * @param thrown What an attempt before it has thrown, if one has.
 */
export function timeoutError(
  attempt: string,
  when: string,
  thrown: Thrown | undefined,
): Error {
  const message = `${attempt} timed out ${when}`;
  if (!thrown) return toDomException(message, "TimeoutError");
  // Not every console shows the cause of a `DOMException`.
  const last = `the last error was ${toOneLine(thrown.error)}`;
  const error = toDomException(`${message}: ${last}`, "TimeoutError");
  setCause(error, thrown.error);
  return error;
}
