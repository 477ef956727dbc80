import type { DisposableLike } from "../lib/dispose.ts";
import type { Hook } from "./details.ts";
import { type Logger, tellLogTape } from "./logging.ts";
import { type OpenTelemetryApi, tellOpenTelemetry } from "./open_telemetry.ts";

const OPEN_TELEMETRY = /* @__PURE__ */ Symbol.for("opentelemetry.js.api.1");
const LOGTAPE = /* @__PURE__ */ Symbol.for("logtape.rootLogger");

const globals = globalThis as Record<symbol, unknown>;

/**
 * The hooks by default: they report to what the application has set up.
 *
 * It is found without being imported, by the name under which it registers
 * itself, and anew each time, as it may be set up later.
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

/** Whether there is anything that they could report to. */
export function canReport(): boolean {
  return findOpenTelemetry() !== undefined || findLogTape() !== undefined;
}

interface LogTapeLogger {
  getChild(category: string): Logger;
}

// What cannot be looked up is not set up. Each has a function of its own, as V8
// takes six times longer where one looks up either.

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
