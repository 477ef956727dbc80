import type { Hook } from "./details.ts";
import { type Logger, loggingHook } from "./logging.ts";
import { type OpenTelemetryApi, openTelemetryHook } from "./open_telemetry.ts";

const OPEN_TELEMETRY = /* @__PURE__ */ Symbol.for("opentelemetry.js.api.1");
const LOGTAPE = /* @__PURE__ */ Symbol.for("logtape.rootLogger");

/**
 * The hooks by default: they report to what the application has set up.
 *
 * It is found without being imported, by the name under which it registers
 * itself, and anew each time, as it may be set up later.
 */
export const DEFAULT_HOOKS: readonly Hook[] = Object.freeze(
  [
    function reportToOpenTelemetry(details): Disposable | void {
      const api = find<OpenTelemetryApi>(OPEN_TELEMETRY);
      return api && openTelemetryHook(api)(details);
    },
    function logToLogTape(details): void {
      const root = find<LogTapeLogger>(LOGTAPE);
      if (root) loggingHook(root.getChild("stamina"))(details);
    },
  ] satisfies Hook[],
);

/** Whether there is anything that they could report to. */
export function canReport(): boolean {
  return find(OPEN_TELEMETRY) !== undefined || find(LOGTAPE) !== undefined;
}

interface LogTapeLogger {
  getChild(category: string): Logger;
}

function find<T>(symbol: symbol): T | undefined {
  try {
    return (globalThis as Record<symbol, unknown>)[symbol] as T | undefined;
  } catch {
    // What cannot be looked up is not set up.
    return undefined;
  }
}
