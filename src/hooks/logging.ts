import type { Hook } from "./details.ts";
import { blameCaller, wrongKind } from "../lib/messages.ts";
import { type Details, toEntry } from "./report.ts";

/** A logger of LogTape, one like pino's, or `console`. */
export interface Logger {
  /** Logs what somebody should look into. */
  // deno-lint-ignore no-explicit-any -- each logger has its own arguments
  warn(...data: any[]): void;
  /** Logs what is not unusual. */
  // deno-lint-ignore no-explicit-any -- each logger has its own arguments
  debug(...data: any[]): void;
}

/**
 * Makes a hook that logs.
 *
 * It logs retries as the event `stamina.retry_scheduled`, at warning level, with
 * the fields `callable`, `retry_num`, `wait_for`, `waited_so_far` (in
 * milliseconds) and `caused_by`. It logs calls that end without success as
 * `stamina.gave_up`, with `callable`, `reason`, `attempts`, `waited`, `elapsed` and
 * `caused_by`: at debug level if `on` did not retry the error or the call was
 * aborted, otherwise at warning level. If the timeout left no time for a retry, a
 * `hint` says so. It logs calls that succeed after a retry as `stamina.recovered`,
 * at debug level, with `callable`, `attempts`, `waited` and `elapsed`. Arguments are
 * never logged.
 *
 * `caused_by` is the error on one line, with the first code among its causes, as in
 * `TypeError: fetch failed (ECONNREFUSED)`: at most a thousand characters, with
 * control characters escaped.
 *
 * @example Log to the console
 * ```ts
 * import { addHook, loggingHook } from "@stamina/retry";
 *
 * addHook(loggingHook(console));
 * ```
 *
 * @param logger A logger of LogTape, one like pino's, or `console`.
 * @returns A hook for `addHook()`, which is told about everything.
 * @throws {TypeError} If `logger` has no methods `warn` and `debug`.
 */
export function loggingHook(logger: Logger): Hook {
  if (
    typeof logger?.warn !== "function" || typeof logger.debug !== "function"
  ) {
    throw blameCaller(
      wrongKind("log as the logger must have 'warn' and 'debug'", logger),
      loggingHook,
    );
  }
  return (details) => {
    if ("category" in logger) return tellLogTape(logger, details);
    const { event, level, fields } = toEntry(details);
    // pino and its like take the fields first.
    if ("bindings" in logger) logger[level](fields, event);
    else logger[level](event, fields);
  };
}

/** Logs to a LogTape logger, which shows only the fields that the message names. */
export function tellLogTape(logger: Logger, details: Details): void {
  const { event, level, fields } = toEntry(details);
  const names = Object.keys(fields).map((name) => `${name}={${name}}`);
  logger[level](`${event} ${names.join(" ")}`, fields);
}
