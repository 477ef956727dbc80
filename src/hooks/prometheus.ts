import type { Hook } from "./details.ts";
import { blameCaller, wrongKind } from "../lib/messages.ts";
import { toCount } from "./report.ts";

/** The part of `prom-client` that is used. */
export interface PrometheusClient {
  /** The class of counters. */
  // deno-lint-ignore no-explicit-any -- its labels are typed one by one
  readonly Counter: new (configuration: any) => PrometheusCounter;
  /** Where counters are registered. */
  readonly register: {
    getSingleMetric(name: string): unknown;
  };
}

/** A counter of `prom-client`. */
export interface PrometheusCounter {
  /** Counts one more. */
  inc(labels: Record<string, string | number>): void;
}

/**
 * Makes a hook that counts in Prometheus with `prom-client`.
 *
 * It counts retries in `stamina_retries_total`, with the labels `callable`,
 * `retry_num` and `error_type`, calls that end without success in
 * `stamina_give_ups_total`, with `callable`, `reason` and `error_type`, and calls
 * that succeed after a retry in `stamina_recoveries_total`, with `callable`. A
 * counter is made when it is needed, unless the registry has it.
 *
 * `error_type` is the name of the error, or the name of its class if the error has
 * only the name of a built-in class. At most a hundred of these names reach the
 * registry; any other is counted as `other`.
 *
 * @example Count retries
 * ```ts
 * import { addHook, prometheusHook } from "@stamina/retry";
 * import * as client from "prom-client";
 *
 * addHook(prometheusHook(client));
 * ```
 *
 * @param client `prom-client`, or `{ Counter, register }` for a registry of your
 * own.
 * @returns A hook for `addHook()`, which is told about everything.
 * @throws {TypeError} If `client` has no counters or no registry.
 */
export function prometheusHook(client: PrometheusClient): Hook {
  if (
    typeof client?.Counter !== "function" ||
    typeof client.register?.getSingleMetric !== "function"
  ) {
    throw blameCaller(
      wrongKind(
        "count in Prometheus as the client must be prom-client",
        client,
      ),
      prometheusHook,
    );
  }

  const { Counter, register } = client;
  return (details) => {
    const { counter: name, help, labels } = toCount(details, register);
    const counter = register.getSingleMetric(name) ?? new Counter({
      name,
      help,
      labelNames: Object.keys(labels),
      registers: [register],
    });
    (counter as PrometheusCounter).inc(labels);
  };
}
