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
  const error = toDomException(message, "TimeoutError");
  if (thrown) setCause(error, thrown.error);
  return error;
}
