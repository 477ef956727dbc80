import type { Hook } from "./details.ts";
import { type DisposableLike, toDisposable } from "../lib/dispose.ts";
import { blameCaller, wrongKind } from "../lib/messages.ts";
import { type Details, toCount } from "./report.ts";

/** The part of `@opentelemetry/api` that is used. */
export interface OpenTelemetryApi {
  /** Makes counters. */
  readonly metrics?: {
    getMeter(name: string): {
      createCounter(name: string, options: { description: string }): {
        add(value: number, attributes: Record<string, string | number>): void;
      };
    };
  } | undefined;
  /** Makes spans. */
  readonly trace?: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { attributes: Record<string, string | number> },
      ): { end(): void };
    };
  } | undefined;
}

const SCOPE = "@stamina/retry";

/**
 * Makes a hook that reports to OpenTelemetry.
 *
 * It counts retries in `stamina_retries_total`, with the attributes `callable`,
 * `retry_num` and `error_type`, and gives each wait a span, `stamina.wait`, as a
 * child of the active one. It counts calls that end without success in
 * `stamina_give_ups_total`, with `callable`, `reason` and `error_type`, and calls
 * that succeed after a retry in `stamina_recoveries_total`, with `callable`.
 *
 * `error_type` is the name of the error, or the name of its class if the error has
 * only the name of a built-in class. At most a hundred of these names reach the API;
 * any other is reported as `other`.
 *
 * You do not need this hook if the global API is set up in the usual way: by
 * default, everything is reported there.
 *
 * @example Report to an API of your own
 * ```ts
 * import { addHook, openTelemetryHook } from "@stamina/retry";
 * import { metrics, trace } from "@opentelemetry/api";
 *
 * addHook(openTelemetryHook({ metrics, trace }));
 * ```
 *
 * @param api `@opentelemetry/api`, or the part of it that you use.
 * @returns A hook for `addHook()`, which is told about everything.
 * @throws {TypeError} If `api` is not an object.
 */
export function openTelemetryHook(api: OpenTelemetryApi): Hook {
  if (typeof api !== "object" || api === null) {
    throw blameCaller(
      wrongKind("report to OpenTelemetry as the API must be an object", api),
      openTelemetryHook,
    );
  }
  return (details) => tellOpenTelemetry(api, details);
}

/** Reports to an API that somebody has set up. */
export function tellOpenTelemetry(
  api: OpenTelemetryApi,
  details: Details,
): DisposableLike | undefined {
  const { counter, help, labels } = toCount(details, api);
  api.metrics?.getMeter(SCOPE)
    .createCounter(counter, { description: help })
    .add(1, labels);
  if (details.event !== "retry") return;

  const span = api.trace?.getTracer(SCOPE)
    .startSpan("stamina.wait", { attributes: labels });
  return span && toDisposable(() => span.end());
}
