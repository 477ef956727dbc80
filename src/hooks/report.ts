import { type GiveUpDetails, isGiveUp, type RetryDetails } from "./details.ts";
import { errorTypeOf } from "./error_type.ts";
import { toOneLine } from "../lib/one_line.ts";

/** What a metric is told. */
export interface Count {
  readonly counter: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string | number>>;
}

/** What a log is told. */
export interface Entry {
  readonly event: string;
  /** Whether somebody should look into it. */
  readonly isWarning: boolean;
  readonly fields: Readonly<Record<string, string | number>>;
}

/**
 * Says what to count. Names and labels are those of Python's stamina.
 *
 * @param details What a hook is told.
 * @param registry What counts it.
 */
export function toCount(
  details: RetryDetails | GiveUpDetails,
  registry: object,
): Count {
  const callable = details.name;
  const error_type = errorTypeOf(details.causedBy, registry);
  if (isGiveUp(details)) {
    return {
      counter: "stamina_give_ups_total",
      help: "Total number of calls that ended without success.",
      labels: { callable, reason: details.reason, error_type },
    };
  }
  return {
    counter: "stamina_retries_total",
    help: "Total number of retries.",
    labels: { callable, retry_num: details.retryNum, error_type },
  };
}

/** Says what to log: never the arguments, which may hold secrets. */
export function toEntry(details: RetryDetails | GiveUpDetails): Entry {
  const callable = details.name;
  const caused_by = toOneLine(details.causedBy);
  if (isGiveUp(details)) {
    const { reason, attempts, waited, elapsed } = details;
    return {
      event: "stamina.gave_up",
      // An error that is not to be retried, or an abort, is nothing unusual.
      isWarning: reason !== "not-retryable" && reason !== "aborted",
      fields: {
        callable,
        reason,
        attempts,
        waited: Math.round(waited),
        elapsed: Math.round(elapsed),
        caused_by,
      },
    };
  }
  return {
    event: "stamina.retry_scheduled",
    isWarning: true,
    fields: {
      callable,
      retry_num: details.retryNum,
      wait_for: Math.round(details.waitFor),
      waited_so_far: Math.round(details.waitedSoFar),
      caused_by,
    },
  };
}
