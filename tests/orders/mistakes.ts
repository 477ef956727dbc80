/** One mistake in `src/`: a piece of code that is there once, and what it becomes. */
export interface Mistake {
  readonly name: string;
  /** The beginning of the names of the tasks that are to show it. */
  readonly in: string;
  readonly file: string;
  readonly code: string;
  readonly becomes: string;
}

export const MISTAKES: readonly Mistake[] = [
  {
    name: "an abort amid a wait is ignored",
    in: "function/abort",
    file: "src/core/run.ts",
    code: `    else this.giveUp("aborted");`,
    becomes: "",
  },
  {
    name: "an abort in `on` is ignored",
    in: "function/abort",
    file: "src/core/verdict.ts",
    code: `if (isAborted(signal)) return "aborted";\n  if (answer`,
    becomes: `if (answer`,
  },
  {
    name: "an abort in a hook is ignored",
    in: "function/abort",
    file: "src/core/run.ts",
    code:
      `    if (isAborted(this.signal)) return this.giveUp("aborted");\n    if (this.wait`,
    becomes: `    if (this.wait`,
  },
  {
    name: "the deadline is not looked at after `on`",
    in: "function/deadline",
    file: "src/core/verdict.ts",
    code: `  if (wait >= left) return "timeout";`,
    becomes: "",
  },
  {
    name: "the deadline is not looked at after hooks",
    in: "function/deadline",
    file: "src/core/run.ts",
    code:
      `    if (this.wait >= this.remaining()) return this.giveUp("timeout");`,
    becomes: "",
  },
  {
    name: "the deadline is not looked at after a wait",
    in: "function/deadline",
    file: "src/core/run.ts",
    code: `    if (this.remaining() === 0) return this.giveUp("timeout");`,
    becomes: "",
  },
  {
    name: "a wait that ends at the deadline is begun",
    in: "function/deadline",
    file: "src/core/verdict.ts",
    code: "wait >= left",
    becomes: "wait > left",
  },
  {
    name: "nothing is disposed before the next attempt",
    in: "function/each",
    file: "src/core/run.ts",
    code: `    this.#release();\n    if (this.over) return;`,
    becomes: `    if (this.over) return;`,
  },
  {
    name: "a signal is followed after the end",
    in: "function/abort",
    file: "src/core/run.ts",
    code: `    unfollow(this.signal, this);`,
    becomes: "",
  },
  {
    name: "a give-up is told twice",
    in: "function/abort",
    file: "src/core/run.ts",
    code: `    this.reject(tellGiveUp(this, reason, error));`,
    becomes:
      `    tellGiveUp(this, reason, error);\n    this.reject(tellGiveUp(this, reason, error));`,
  },
  {
    name: "there is an attempt too many",
    in: "function/each",
    file: "src/core/verdict.ts",
    code: "num >= policy.attempts",
    becomes: "num > policy.attempts",
  },
  {
    name: "a wait is one millisecond short",
    in: "function/each",
    file: "src/core/run.ts",
    code: "this.sleep(this.wait);",
    becomes: "this.sleep(this.wait - 1);",
  },
  {
    name: "the waits are not added up",
    in: "function/each",
    file: "src/core/run.ts",
    code: "this.waited += this.wait;",
    becomes: "this.waited = this.wait;",
  },
  {
    name: "a timer is not cleared",
    in: "function/abort",
    file: "src/lib/clock.ts",
    code: "globalThis.clearTimeout(sleeper.timer);",
    becomes: "",
  },
  {
    name: "the failure of an abandoned attempt is retried",
    in: "function/limit of an attempt",
    file: "src/core/call.ts",
    code: "return this.running && this.num === num;",
    becomes: "return this.num === num;",
  },
  {
    name: "testing is read in each attempt",
    in: "function/switched",
    file: "src/options/switches.ts",
    code: "if (currentTesting === undefined) return policy;",
    becomes:
      `if (currentTesting === undefined) return Object.defineProperty({ ...policy }, "instant", { get: () => currentTesting !== undefined });`,
  },
  {
    name: "off is read in each attempt",
    in: "function/switched",
    file: "src/options/switches.ts",
    code: "if (currentTesting === undefined) return policy;",
    becomes:
      `if (currentTesting === undefined) return Object.defineProperty({ ...policy }, "attempts", { get: () => currentActive ? policy.attempts : 1 });`,
  },
  {
    name: "that the consumer leaves is ignored",
    in: "iterator/leaving",
    file: "src/core/attempts.ts",
    code: "    this.#loop?.leave();",
    becomes: "",
  },
  {
    name: "signals of later attempts do not abort",
    in: "block/limit of an attempt",
    file: "src/core/run.ts",
    code: "if (this.attempt) LiveAttempt.stop",
    becomes: "if (this.attempt && this.num === 1) LiveAttempt.stop",
  },
  {
    name: "`on` is asked twice",
    in: "function/each",
    file: "src/core/verdict.ts",
    code: "decide(policy.on, error);",
    becomes: "(decide(policy.on, error), decide(policy.on, error));",
  },
  {
    name: "`on` is asked about what took too long",
    in: "function/limit of an attempt",
    file: "src/core/verdict.ts",
    code: "run.expired !== undefined || decide",
    becomes: "decide",
  },
  {
    name: "a success with the abort is lost",
    in: "function/abort",
    file: "src/core/call.ts",
    code:
      "Promise.resolve().then(() => {}).then(() => this.failed(num, reason));",
    becomes: "Promise.resolve().then(() => this.failed(num, reason));",
  },
  {
    name: "a success long after the abort wins",
    in: "function/abort",
    file: "src/core/call.ts",
    code: "Promise.resolve().then(() => {}).then(() =>",
    becomes: "Promise.resolve().then(() => {}).then(() => {}).then(() =>",
  },
  {
    name: "later attempts have no limit",
    in: "function/deadline",
    file: "src/core/call.ts",
    code: "() => this.hold(num),",
    becomes: "() => {},",
  },
  {
    name: "a TimeoutError has no cause",
    in: "function/deadline",
    file: "src/core/run.ts",
    code: "if (!this.expired) this.#thrown = error;",
    becomes: "",
  },
  {
    name: "an attempt may fail twice",
    in: "block/fail",
    file: "src/core/run.ts",
    code: "if (!this.hasFailed) return this.plan(error);",
    becomes: "return this.plan(error);",
  },
  {
    name: "a hook is told another reason",
    in: "function/each",
    file: "src/core/verdict.ts",
    code: `return "attempts"`,
    becomes: `return "timeout"`,
  },
  {
    name: "a rejection is not handled",
    in: "function/each",
    file: "src/core/attempt_once.ts",
    code: "then(succeed, fail);",
    becomes:
      "then(succeed, (error) => {\n      fail(error);\n      throw error;\n    });",
  },
];
