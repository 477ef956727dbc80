// The conformance suite: what the package promises, in cases that need nothing
// but a Web runtime. It does nothing when it is imported.
import { aborts } from "./suite/aborts.ts";
import type { Cases } from "./suite/check.ts";
import { decorators } from "./suite/decorators.ts";
import { context } from "./suite/context.ts";
import { fetching } from "./suite/fetch.ts";
import { forms } from "./suite/forms.ts";
import { frames } from "./suite/frames.ts";
import { generators } from "./suite/generators.ts";
import { hooks } from "./suite/hooks.ts";
import { hostile } from "./suite/hostile.ts";
import { limits } from "./suite/limits.ts";
import { modes } from "./suite/modes.ts";
import { network } from "./suite/network.ts";
import { schedule } from "./suite/schedule.ts";

/**
 * Every case, by name.
 *
 * @param faults The address of a server of `serveFaults`.
 */
export function casesWith(faults: string): Cases {
  return { ...cases, ...network(faults), ...fetching(faults) };
}

const cases: Cases = {
  ...forms,
  ...schedule,
  ...limits,
  ...aborts,
  ...generators,
  ...decorators,
  ...modes,
  ...hooks,
  ...hostile,
  ...context,
  ...frames,
};

/** How the cases went: the number that passed, and what went wrong. */
export interface Report {
  passed: number;
  failures: string[];
}

const CASE_TIMEOUT = 30_000;

/** Runs every case, one after the other. */
export async function runAll(faults: string): Promise<Report> {
  const report: Report = { passed: 0, failures: [] };
  onUnhandledRejection((reason) => {
    report.failures.push(`a rejection was not handled: ${reason}`);
  });
  for (const [name, run] of Object.entries(casesWith(faults))) {
    let timer;
    try {
      const tooLong = new Promise((_, reject) => {
        const error = new Error(`took more than ${CASE_TIMEOUT} ms`);
        timer = setTimeout(() => reject(error), CASE_TIMEOUT);
      });
      await Promise.race([run(), tooLong]);
      report.passed++;
    } catch (error) {
      report.failures.push(`${name}: ${(error as Error)?.stack ?? error}`);
    } finally {
      clearTimeout(timer);
    }
  }
  return report;
}

interface RejectionEvent {
  reason: unknown;
  /** Not all runtimes have it. */
  preventDefault?(): void;
}

interface Emitter {
  addEventListener?(
    type: "unhandledrejection",
    listener: (event: RejectionEvent) => void,
  ): void;
  process?: {
    on?(type: "unhandledRejection", listener: (reason: unknown) => void): void;
  };
}

function onUnhandledRejection(listener: (reason: unknown) => void): void {
  const { addEventListener, process } = globalThis as unknown as Emitter;
  // Node.js and Bun have no such event, and others no such process.
  process?.on?.("unhandledRejection", listener);
  addEventListener?.("unhandledrejection", (event) => {
    event.preventDefault?.();
    listener(event.reason);
  });
}
