import { type Hook, isGiveUp } from "./details.ts";
import { errorTypeOf } from "./error_type.ts";
import { toOneLine } from "../lib/one_line.ts";

/** What hooks are told. */
type Details = Parameters<Hook>[0];

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
export function toCount(details: Details, registry: object): Count {
  const { name: callable } = details;
  if (details.event === "recovered") {
    return {
      counter: "stamina_recoveries_total",
      help: "Total number of calls that succeeded after a retry.",
      labels: { callable },
    };
  }
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
export function toEntry(details: Details): Entry {
  const { name: callable } = details;
  const isRecovery = details.event === "recovered";
  if (!isRecovery && !isGiveUp(details)) {
    return {
      event: "stamina.retry_scheduled",
      isWarning: true,
      fields: {
        callable,
        retry_num: details.retryNum,
        wait_for: Math.round(details.waitFor),
        waited_so_far: Math.round(details.waitedSoFar),
        caused_by: toOneLine(details.causedBy),
      },
    };
  }
  const { attempts } = details;
  const times = {
    waited: Math.round(details.waited),
    elapsed: Math.round(details.elapsed),
  };
  if (isRecovery) {
    return {
      event: "stamina.recovered",
      isWarning: false,
      fields: { callable, attempts, ...times },
    };
  }
  const { reason } = details;
  const isTooShort = reason === "timeout" && attempts === 1;
  return {
    event: "stamina.gave_up",
    // An error that is not to be retried, or an abort, is nothing unusual.
    isWarning: reason !== "not-retryable" && reason !== "aborted",
    fields: {
      callable,
      reason,
      attempts,
      ...times,
      caused_by: toOneLine(details.causedBy),
      ...isTooShort && { hint: "the timeout left no time for a retry" },
    },
  };
}
