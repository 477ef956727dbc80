import { answerOf, judgeAnswer } from "./answer.ts";
import { isNetworkError } from "./network_error.ts";
import type { Thrown } from "./thrown.ts";

/** Whether to retry, how long to wait first, or undefined: it does not say. */
export type Verdict = boolean | number | undefined;

// How many errors are looked at. Those that are each other's cause have no end.
const MOST = 100;

const ABORTED = /(?:Abort|Cancel)(?:l?ed)?Error$|^(?:ABORT_ERR|ABORTED)$/;

// What says that a retry is of no use.
const FORBIDDING =
  /\b(?:do ?not|don't|not|never|non-?|un)[ -]?retr(?:y|iable)|unrecoverable/i;

/**
 * Judges an error, and those beneath it.
 *
 * @param error What was thrown.
 * @param limit How many errors may still be looked at.
 * @param reason Why a signal has aborted that an error above tells of.
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
    // What cannot be looked at says nothing.
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
  // A bug, whatever it is wrapped in.
  if (name === "TypeError") return false;
  // Frameworks call each error a 500, whether or not there was an answer.
  return answer && answer.status !== 500 ? judgeAnswer(answer) : undefined;
}

/** Errors of one failure are worth a retry if each of them is. */
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
