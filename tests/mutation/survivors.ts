import type { Change } from "./mutants.ts";

/** A mutant that no test can kill. */
export interface Survivor extends Change {
  /** Why it does the same as the code. */
  readonly why: string;
}

/** All mutants that may survive. */
export const SURVIVORS: readonly Survivor[] = [
  {
    file: "src/attempt_once.ts",
    code: "if (isHeld) Promise.resolve().then(hold);",
    becomes: "if (true) Promise.resolve().then(hold);",
    why: "Without limits and a signal, there is nothing to hold an attempt to.",
  },
  {
    file: "src/attempt_once.ts",
    code: "if (result instanceof Promise) return undefined;",
    becomes: "if (false) return undefined;",
    why: "A shortcut: what follows finds nothing wrong with a promise, either.",
  },
  {
    file: "src/attempts.ts",
    code: "this.#resolve?.({ done: false, value: this.attempt });",
    becomes: "this.#resolve({ … });",
    why: "For the type: no attempt is made before next() has set it.",
  },
  {
    file: "src/attempts.ts",
    code: "this.#reject?.(error);",
    becomes: "this.#reject(error);",
    why: "For the type: nothing is rejected before next() has set it.",
  },
  {
    file: "src/call.ts",
    code: "signal !== undefined || isLimited(policy),",
    becomes: "true,",
    why: "Without limits and a signal, there is nothing to hold an attempt to.",
  },
  {
    file: "src/call.ts",
    code: "signal !== undefined || isLimited(policy),",
    becomes: "true,",
    occurrence: 2,
    why: "Without limits and a signal, there is nothing to hold an attempt to.",
  },
  {
    file: "src/call.ts",
    code: "signal !== undefined || isLimited(policy),",
    becomes: "false || isLimited(policy),",
    occurrence: 2,
    why: "The signal has been followed since the wait before this attempt.",
  },
  {
    file: "src/call.ts",
    code: "signal !== undefined || isLimited(policy),",
    becomes: "signal === undefined || isLimited(policy),",
    occurrence: 2,
    why: "The signal has been followed since the wait before this attempt.",
  },
  {
    file: "src/call.ts",
    code: "if (!isOver) toState().hold(1);",
    becomes: "if (true) toState().hold(1);",
    why: "A shortcut: a call that is over is not held to anything.",
  },
  {
    file: "src/discard.ts",
    code: "if (response) void cancel(response);",
    becomes: "if (true) void cancel(response);",
    why: "What cancel() throws without a response is caught in it.",
  },
  {
    file: "src/discard.ts",
    code: "await response.body?.cancel();",
    becomes: "await response.body.cancel();",
    why: "What is thrown without a body is caught.",
  },
  {
    file: "src/follow.ts",
    code: "if (signal === undefined) return;",
    becomes: "if (false) return;",
    why: "A WeakMap holds nothing for undefined.",
  },
  {
    file: "src/follow.ts",
    code: "return signal?.aborted === true;",
    becomes: "return signal.aborted === true;",
    why: "What is thrown without a signal is caught, and false is returned.",
  },
  {
    file: "src/follow.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/follow.ts",
    code: "if (signal?.reason !== undefined) return signal.reason;",
    becomes: "if (signal.reason !== undefined) return signal.reason;",
    why: "What is thrown without a signal is caught, as if it had no reason.",
  },
  {
    file: "src/given.ts",
    code: "if (ATTRIBUTES.some((name) => name in Object.prototype)) {",
    becomes: "if (true) {",
    why: "A shortcut: descriptors may always be without a prototype.",
  },
  {
    file: "src/given.ts",
    code: '"enumerable",',
    becomes: '"",',
    why: "Each descriptor has its own, so that none is inherited.",
  },
  {
    file: "src/given.ts",
    code: '"configurable",',
    becomes: '"",',
    why: "Each descriptor has its own, so that none is inherited.",
  },
  {
    file: "src/hooks.ts",
    code: "if (disposables.length === 0) return undefined;",
    becomes: "if (false) return undefined;",
    why: "A shortcut: to dispose nothing does nothing.",
  },
  {
    file: "src/hooks.ts",
    code: "if (hooks.length === 0) return disposables;",
    becomes: "if (false) return disposables;",
    why: "A shortcut: details that no hook gets are made in vain.",
  },
  {
    file: "src/ledger.ts",
    code: "if (now > this.#looked) this.#passed += now - this.#looked;",
    becomes: "if (now >= this.#looked) this.#passed += now - this.#looked;",
    why: "It adds 0.",
  },
  {
    file: "src/limits.ts",
    code: "#deadlineFirst = false;",
    becomes: "#deadlineFirst = true;",
    why: "It is set with the timer, before anything asks for it.",
  },
  {
    file: "src/limits.ts",
    code: "const spent = attemptTimeout === Infinity",
    becomes: "const spent = false",
    why: "A shortcut: without a limit, any time spent leaves Infinity.",
  },
  {
    file: "src/parse_retry_after.ts",
    code: "!Number.isInteger(month) || date.getUTCMonth() !== month ||",
    becomes: "!Number.isInteger(month) && date.getUTCMonth() !== month ||",
    why: "The day of the month is checked, too: one of them is enough.",
  },
  {
    file: "src/parse_retry_after.ts",
    code: "!Number.isInteger(month) || date.getUTCMonth() !== month ||",
    becomes: "!Number.isInteger(month) || false ||",
    why: "The day of the month is checked, too: one of them is enough.",
  },
  {
    file: "src/parse_retry_after.ts",
    code: "date.getUTCDate() !== Number(day) || Number(hour) > 23 ||",
    becomes: "false || Number(hour) > 23 ||",
    why: "The month is checked, too: no day of two digits skips a year.",
  },
  {
    file: "src/run.ts",
    code: "running = false;",
    becomes: "running = true;",
    why:
      "It is set when the first attempt begins, before anything asks for it.",
  },
  {
    file: "src/run.ts",
    code: "hasFailed = false;",
    becomes: "hasFailed = true;",
    why:
      "It is set when the first attempt begins, before anything asks for it.",
  },
  {
    file: "src/run.ts",
    code: "wait = -1;",
    becomes: "wait = +1;",
    why:
      "It is set when the first attempt begins, before anything asks for it.",
  },
  {
    file: "src/transient_http.ts",
    code: 'const date = parseDate(headers.get("date") ?? "", now());',
    becomes:
      'const date = parseDate(headers.get("date") ?? "Stryker was here!", now());',
    why: "Neither is a date.",
  },
  {
    file: "src/transient_http.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined all the same.",
  },
];
