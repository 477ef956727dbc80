import type { DisposableLike } from "../lib/dispose.ts";
import type { Hook } from "./details.ts";
import { type Logger, tellLogTape } from "./logging.ts";
import { type OpenTelemetryApi, tellOpenTelemetry } from "./open_telemetry.ts";

const OPEN_TELEMETRY = /* @__PURE__ */ Symbol.for("opentelemetry.js.api.1");
const LOGTAPE = /* @__PURE__ */ Symbol.for("logtape.rootLogger");

const globals = globalThis as Record<symbol, unknown>;

/**
 * The default hooks: they report to OpenTelemetry and LogTape, if the application
 * has set them up.
 *
 * Both are found without an import, by the global symbols under which they register.
 * They are looked up each time, as they may be set up later.
 */
export const DEFAULT_HOOKS: readonly Hook[] = /* @__PURE__ */ Object.freeze(
  [
    function reportToOpenTelemetry(details): DisposableLike | void {
      const api = findOpenTelemetry();
      return api && tellOpenTelemetry(api, details);
    },
    function logToLogTape(details): void {
      const root = findLogTape();
      if (root) tellLogTape(root.getChild("stamina"), details);
    },
  ] satisfies Hook[],
);

/** Whether there is anything that the default hooks could report to. */
export function canReport(): boolean {
  return findOpenTelemetry() !== undefined || findLogTape() !== undefined;
}

interface LogTapeLogger {
  getChild(category: string): Logger;
}

// If a lookup throws, nothing is set up. There are two functions, as V8 takes six
// times longer if one function does both lookups.

function findOpenTelemetry(): OpenTelemetryApi | undefined {
  try {
    return globals[OPEN_TELEMETRY] as OpenTelemetryApi | undefined;
  } catch {
    return undefined;
  }
}

function findLogTape(): LogTapeLogger | undefined {
  try {
    return globals[LOGTAPE] as LogTapeLogger | undefined;
  } catch {
    return undefined;
  }
}
