// Calls that break a promise on purpose: a watch that does not find them finds none.
import type { Call } from "./call.ts";
import type { EventLoop } from "./event_loop.ts";
import { Watch } from "./watch.ts";

const LIMITS = { timeout: 100, attemptTimeout: null };
const DELAY = 2_000;

/** What becomes of a call, by what is wrong with it. */
const canaries: Record<string, (watch: Watch, call: Call) => unknown> = {
  "a call without a deadline": async (watch, call) => {
    await pause(LIMITS.timeout + DELAY);
    watch.fail(call, new DOMException("at last", "TimeoutError"));
  },
  "an abort without effect": async (watch, call) => {
    const reason = new Error("in vain");
    call.aborted = { reason, at: performance.now() };
    await pause(DELAY);
    watch.fail(call, reason);
  },
  "an attempt after the end": (watch, call) => {
    watch.fail(call, new DOMException("in time", "TimeoutError"));
    watch.beginAttempt(call);
  },
  "a call that hangs": (watch) => watch.end(),
  "an answer that is not whole": (watch, call) => {
    watch.beginAttempt(call);
    watch.succeed(call, `${call.id} 1 0 xxx`);
  },
  "an error that is lost": (watch, call) =>
    watch.fail(call, new Error("of nobody")),
};

/** Checks that a watch finds what is wrong. */
export async function checkCanaries(
  watch: Watch,
  eventLoop: EventLoop,
): Promise<void> {
  for (const [name, canary] of Object.entries(canaries)) {
    const own = new Watch(eventLoop);
    await canary(own, own.begin(name, LIMITS));
    if (own.report.violations.length > 0) continue;
    watch.violate(undefined, `was not found to have made ${name}`);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
