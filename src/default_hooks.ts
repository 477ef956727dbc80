import type { Hook } from "./details.ts";
import { type Logger, loggingHook } from "./logging.ts";
import { type OpenTelemetryApi, openTelemetryHook } from "./open_telemetry.ts";

/**
 * The hooks by default: they report to what the application has set up.
 *
 * It is found without being imported, by the name under which it registers
 * itself, and anew each time, as it may be set up later.
 */
export const DEFAULT_HOOKS: readonly Hook[] = Object.freeze(
  [
    function reportToOpenTelemetry(details): Disposable | void {
      const api = find<OpenTelemetryApi>("opentelemetry.js.api.1");
      return api && openTelemetryHook(api)(details);
    },
    function logToLogTape(details): void {
      const root = find<LogTapeLogger>("logtape.rootLogger");
      if (root) loggingHook(root.getChild("stamina"))(details);
    },
  ] satisfies Hook[],
);

interface LogTapeLogger {
  getChild(category: string): Logger;
}

function find<T>(name: string): T | undefined {
  return Reflect.get(globalThis, Symbol.for(name));
}
