import { answerOf, judgeAnswer } from "./answer.ts";
import { isNetworkError } from "./network_error.ts";
import type { Thrown } from "./thrown.ts";

/**
 * Whether to retry, how long to wait first, or undefined if the error does not say.
 */
export type Verdict = boolean | number | undefined;

// How many errors are looked at: errors that are each other's cause would never end.
const MOST = 100;

const ABORTED = /(?:Abort|Cancel)(?:l?ed)?Error$|^(?:ABORT_ERR|ABORTED)$/;

// Text that says that a retry will not help.
const FORBIDDING =
  /\b(?:do ?not|don't|not|never|non-?|un)[ -]?retr(?:y|iable)|unrecoverable/i;

/**
 * Judges an error, and the errors that it wraps.
 *
 * @param error What was thrown.
 * @param limit How many errors may still be looked at.
 * @param reason The abort reason of a signal that an outer error refers to.
 */
export function judge(
  error: unknown,
  limit: { left: number } = { left: MOST },
  reason?: Thrown,
): Verdict {
  let verdict: Verdict;
  try {
    if (limit.left-- > 0) verdict = look(error as Thrown, limit, reason);
  } catch {
    // An error that throws when it is inspected says nothing.
  }
  return verdict;
}

function look(
  error: Thrown,
  limit: { left: number },
  reason = error.config?.signal?.reason,
): Verdict {
  const { name, message, code, errors } = error;
  const cause = error.cause ?? error.networkError ?? error.detail ??
    error.exception;
  if (ABORTED.test(String(name)) || ABORTED.test(String(code))) {
    return isTimeout(cause) || isTimeout(reason);
  }
  if (
    error.retryable === false || error.isRetryable === false ||
    error.overloaded === true ||
    FORBIDDING.test(`${name} ${message}`)
  ) return false;

  const answer = answerOf(error);
  if (answer?.headers) return judgeAnswer(answer);
  if (typeof message !== "string") return undefined;
  if (isTimeout(error)) return true;

  const beneath = judgeAll(
    name === "AggregateError" && Array.isArray(errors) ? errors : [cause],
    limit,
    reason,
  );
  if (beneath !== undefined) return beneath;
  if (isNetworkError(error, typeof cause?.message === "string")) return true;
  // A bug, even if it is wrapped in another error.
  if (name === "TypeError") return false;
  // Frameworks give any error the status 500, whether or not there was a response.
  return answer && answer.status !== 500 ? judgeAnswer(answer) : undefined;
}

/** Judges the errors of one failure: it is worth a retry if each of them is. */
function judgeAll(
  errors: readonly unknown[],
  limit: { left: number },
  reason: Thrown | undefined,
): Verdict {
  let all: Verdict;
  for (const error of errors) {
    const verdict = judge(error, limit, reason);
    if (verdict === false || verdict === undefined) return verdict;
    all = verdict === true ? all ?? true : Math.max(verdict, Number(all ?? 0));
  }
  return all;
}

function isTimeout(error?: Thrown): boolean {
  return error?.name === "TimeoutError";
}
