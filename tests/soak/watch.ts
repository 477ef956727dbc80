// What must hold for every call, and how it went.
import {
  HttpStatusError,
  type RetryDetails,
  transientHttp,
} from "../../mod.ts";
import { Call } from "./call.ts";
import type { EventLoop } from "./event_loop.ts";

/** What one client did. */
export interface Report {
  calls: number;
  attempts: number;
  retries: number;
  /** Calls by how they ended. */
  ends: Record<string, number>;
  /** Calls that have given up, by the reason that hooks were told. */
  reasons: Record<string, number>;
  /** What was answered: the service's number, the call, and its attempt. */
  successes: [serial: number, call: string, attempt: number][];
  clockSteps: number;
  /** Calls to which steps of the clock have given time. */
  prolonged: number;
  /** The most milliseconds that these have given to one. */
  gained: number;
  /** The most milliseconds that a call took beyond its deadline. */
  late: number;
  /** The most milliseconds that a timer was due later, but rang first. */
  overtaken: number;
  /** The most that a call took to settle once it was aborted. */
  lateAborts: number;
  /** The most that a bare timer was late, as the machine is busy. */
  lag: number;
  timersLeft: number;
  violations: string[];
}

// A call may be late when everything is. But no timer that was due so much later, in
// milliseconds, may ring first. On a busy machine runtimes take bare timers out of
// turn, too: 105 ms was the most that was seen.
const TOLERANCE = 200;

/** Watches the calls of one client. */
export class Watch {
  readonly report: Report = {
    calls: 0,
    attempts: 0,
    retries: 0,
    ends: {},
    reasons: {},
    successes: [],
    clockSteps: 0,
    prolonged: 0,
    gained: 0,
    late: 0,
    overtaken: 0,
    lateAborts: 0,
    lag: 0,
    timersLeft: 0,
    violations: [],
  };
  readonly #eventLoop: EventLoop;
  readonly #open = new Map<string, Call>();

  constructor(eventLoop: EventLoop) {
    this.#eventLoop = eventLoop;
  }

  begin(id: string, limits: ConstructorParameters<typeof Call>[1]): Call {
    this.report.calls++;
    const call = new Call(id, limits);
    this.#open.set(id, call);
    return call;
  }

  beginAttempt(call: Call): number {
    this.report.attempts++;
    if (call.settled) this.violate(call, "began an attempt after it settled");
    return call.beginAttempt();
  }

  /** A retry is scheduled: the hook. Calls are named after their id. */
  beginWait({ name, waitFor, causedBy }: RetryDetails): void {
    this.report.retries++;
    const call = this.#open.get(name);
    if (call) call.beginWait(waitFor, isTimeout(causedBy));
    else this.violate(undefined, `retries ${name}, which is not under way`);
  }

  /** A loop is told that its attempt is to stop. */
  stop(call: Call): void {
    this.#holdTo(call);
    call.stopped = true;
  }

  succeed(call: Call, text: string): void {
    this.#settle(call);
    const [id, attempt, serial, padding, end] = text.split(" ");
    const isWhole = padding?.length === 4_000 && end === "end";
    if (!isWhole) this.violate(call, "got a part of an answer");
    if (id !== call.id || Number(attempt) !== call.attempts) {
      this.violate(call, `got the answer to attempt ${attempt} of ${id}`);
    }
    this.report.successes.push([Number(serial), call.id, call.attempts]);
    count(this.report.ends, "success");
  }

  fail(call: Call, error: unknown): void {
    this.#settle(call);
    if (call.aborted && error === call.aborted.reason) {
      count(this.report.ends, "aborted");
    } else if (error instanceof HttpStatusError) {
      count(this.report.ends, "HttpStatusError");
    } else if (isTimeout(error)) {
      count(this.report.ends, "TimeoutError");
    } else if (transientHttp(error)) {
      count(this.report.ends, "network failure");
    } else this.violate(call, `ended with ${error}`);
  }

  violate(call: Call | undefined, what: string): void {
    this.report.violations.push(`${call?.id ?? "the client"} ${what}`);
  }

  /** Checks what can only be told at the end. */
  end(): void {
    for (const call of this.#open.values()) {
      this.violate(call, "has never settled");
    }
    this.report.lag = this.#eventLoop.late;
  }

  #settle(call: Call): void {
    if (call.settled) this.violate(call, "settled twice");
    call.settled = true;
    this.#open.delete(call.id);
    this.report.gained = Math.max(this.report.gained, call.gained);
    // Whole milliseconds are told, a fraction is not.
    if (call.gained > 10) this.report.prolonged++;
    // A loop can only be told to stop, and ends when its attempt does.
    if (!call.stopped) this.#holdTo(call);
  }

  /** Checks that neither deadline nor abort was long ago. */
  #holdTo(call: Call): void {
    const { report } = this;
    report.late = Math.max(
      report.late,
      this.#lateness(call, "its deadline", call.deadline),
    );
    if (call.aborted === undefined) return;
    report.lateAborts = Math.max(
      report.lateAborts,
      this.#lateness(call, "its abort", call.aborted.at),
    );
  }

  #lateness(call: Call, event: string, moment: number): number {
    const late = Math.max(0, performance.now() - moment);
    const past = this.#eventLoop.past(moment);
    this.report.overtaken = Math.max(this.report.overtaken, past);
    if (past > TOLERANCE) {
      const [lateMs, pastMs] = [late, past].map(Math.round);
      this.violate(
        call,
        `ended ${lateMs} ms after ${event}, and after a timer due ${pastMs} ms later`,
      );
    }
    return late;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** Counts one more. */
export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
