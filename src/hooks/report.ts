import type { Hook } from "./details.ts";
import { errorTypeOf } from "./error_type.ts";
import { toOneLine } from "../lib/one_line.ts";

/** What hooks are told. */
export type Details = Parameters<Hook>[0];

/** What to add to a metric. */
export interface Count {
  readonly counter: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string | number>>;
}

/** What to write to a log. */
export interface Entry {
  readonly event: string;
  /** It is a warning if somebody should look into it. */
  readonly level: "warn" | "debug";
  readonly fields: Readonly<Record<string, string | number>>;
}

/**
 * Says what to count. Names and labels are those of Python's stamina.
 *
 * @param details What a hook is told.
 * @param registry What counts it.
 */
export function toCount(details: Details, registry: object): Count {
  const { event, name: callable } = details;
  if (event === "recovered") {
    return {
      counter: "stamina_recoveries_total",
      help: "Total number of calls that succeeded after a retry.",
      labels: { callable },
    };
  }
  const error_type = errorTypeOf(details.causedBy, registry);
  if (event === "retry") {
    return {
      counter: "stamina_retries_total",
      help: "Total number of retries.",
      labels: { callable, retry_num: details.retryNum, error_type },
    };
  }
  return {
    counter: "stamina_give_ups_total",
    help: "Total number of calls that ended without success.",
    labels: { callable, reason: details.reason, error_type },
  };
}

/** Says what to log: never the arguments, which may hold secrets. */
export function toEntry(details: Details): Entry {
  const { name: callable } = details;
  if (details.event === "retry") {
    return {
      event: "stamina.retry_scheduled",
      level: "warn",
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
  const waited = Math.round(details.waited);
  const elapsed = Math.round(details.elapsed);
  if (details.event === "recovered") {
    return {
      event: "stamina.recovered",
      level: "debug",
      fields: { callable, attempts, waited, elapsed },
    };
  }
  const { reason } = details;
  return {
    event: "stamina.gave_up",
    // An error that is not to be retried, or an abort, is nothing unusual.
    level: reason === "not-retryable" || reason === "aborted"
      ? "debug"
      : "warn",
    fields: {
      callable,
      reason,
      attempts,
      waited,
      elapsed,
      caused_by: toOneLine(details.causedBy),
      ...reason === "timeout" && attempts === 1 &&
        {
          hint:
            "the timeout left no time for a retry: raise it, or set attemptTimeout",
        },
    },
  };
}
