// What must hold for every call, and how it went.
import { HttpStatusError, transientHttp } from "../../mod.ts";

/** One call of the client. */
export interface Call {
  readonly id: string;
  readonly timeout: number;
  readonly began: number;
  /** The number of attempts that were begun. */
  attempts: number;
  /** When the last of them was begun, while it runs. */
  attemptBegan: number | undefined;
  /** The milliseconds of attempts in which the clock has stepped back. */
  lost: number;
  settled: boolean;
  /** Why its caller has given it up, and when, if so. */
  aborted: { reason: Error; at: number } | undefined;
}

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
  /** The most milliseconds that a call took beyond its deadline. */
  late: number;
  /** The most that a call took to settle once it was aborted. */
  lateAborts: number;
  /** The most that a bare timer was late, as the machine is busy. */
  lag: number;
  timersLeft: number;
  violations: string[];
}

// What may come between a timer that is not late and the end of a call.
const TOLERANCE = 250;

const now = () => performance.now();

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
    late: 0,
    lateAborts: 0,
    lag: 0,
    timersLeft: 0,
    violations: [],
  };
  readonly #open = new Set<Call>();
  readonly #late: [name: string, ms: number][] = [];

  begin(id: string, timeout: number): Call {
    this.report.calls++;
    const call: Call = {
      id,
      timeout,
      began: now(),
      attempts: 0,
      attemptBegan: undefined,
      lost: 0,
      settled: false,
      aborted: undefined,
    };
    this.#open.add(call);
    return call;
  }

  beginAttempt(call: Call): number {
    this.report.attempts++;
    if (call.settled) this.violate(call, "began an attempt after it settled");
    call.attemptBegan = now();
    return ++call.attempts;
  }

  endAttempt(call: Call, num: number): void {
    if (call.attempts === num) call.attemptBegan = undefined;
  }

  /** The clock steps back: the time of attempts under way is lost. */
  stepBack(): void {
    for (const call of this.#open) {
      if (call.attemptBegan !== undefined) {
        call.lost += now() - call.attemptBegan;
      }
    }
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
      const took = now() - call.aborted.at;
      this.report.lateAborts = Math.max(this.report.lateAborts, took);
      this.#late.push([`${call.id} after its abort`, took]);
      count(this.report.ends, "aborted");
    } else if (error instanceof HttpStatusError) {
      count(this.report.ends, "HttpStatusError");
    } else if (error instanceof DOMException && error.name === "TimeoutError") {
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
    for (const call of this.#open) this.violate(call, "has never settled");
    const most = TOLERANCE + this.report.lag;
    for (const [name, ms] of this.#late) {
      if (ms > most) {
        this.violate(
          undefined,
          `settled ${name} ${Math.round(ms)} ms too late`,
        );
      }
    }
  }

  #settle(call: Call): void {
    if (call.settled) this.violate(call, "settled twice");
    call.settled = true;
    this.#open.delete(call);
    const late = now() - call.began - call.timeout - call.lost;
    this.report.late = Math.max(this.report.late, late);
    if (late > TOLERANCE) {
      this.#late.push([`${call.id} after its deadline`, late]);
    }
  }
}

/** Counts one more. */
export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
