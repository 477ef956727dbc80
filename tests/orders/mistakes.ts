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
    file: "src/core/call.ts",
    code:
      `    if (this.phase === "waiting") this.#giveUp("aborted");\n    else this`,
    becomes: `    if (this.phase !== "waiting") this`,
  },
  {
    name: "an abort in `on` is ignored",
    in: "function/abort",
    file: "src/core/verdict.ts",
    code: `  if (limits.isAborted) return "aborted";\n  if (answer`,
    becomes: `  if (answer`,
  },
  {
    name: "an abort before the signal is followed is ignored",
    in: "function/abort",
    file: "src/core/caller_signal.ts",
    code: `    if (this.isAborted) return this.aborted();\n`,
    becomes: "",
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
    file: "src/core/call.ts",
    code:
      `    if (wait >= limits.remaining()) return this.#giveUp(lateReason);`,
    becomes: "",
  },
  {
    name: "the deadline is not looked at after a wait",
    in: "function/deadline",
    file: "src/core/call.ts",
    code:
      `    else if (this.limits.remaining() === 0) this.#giveUp(lateReason);\n`,
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
    name: "what hooks have begun is never ended",
    in: "function/each",
    file: "src/core/planned_retry.ts",
    code: `    dispose?.();`,
    becomes: "",
  },
  {
    name: "what hooks have begun is not ended with the call",
    in: "function/abort",
    file: "src/core/planned_retry.ts",
    code: `    releaseBodies(this.error);\n    this.dispose();`,
    becomes: `    releaseBodies(this.error);`,
  },
  {
    name: "a signal is followed after the end",
    in: "function/abort",
    file: "src/core/limits.ts",
    code: `    this.stopTimer();\n    this.#signal?.unfollow();`,
    becomes: `    this.stopTimer();`,
  },
  {
    name: "a timer runs after the end",
    in: "function/deadline",
    file: "src/core/limits.ts",
    code: `    this.stopTimer();\n    this.#signal?.unfollow();`,
    becomes: `    this.#signal?.unfollow();`,
  },
  {
    name: "a give-up is told twice",
    in: "function/abort",
    file: "src/core/call.ts",
    code: `this.work.reject(announceGiveUp(this, reason, error));`,
    becomes:
      `this.work.reject(announceGiveUp(this, reason, error));\n    announceGiveUp(this, reason, error);`,
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
    file: "src/core/planned_retry.ts",
    code: "    this.wait = wait;",
    becomes: "    this.wait = wait - 1;",
  },
  {
    name: "the waits are not added up",
    in: "function/each",
    file: "src/core/call.ts",
    code: "this.waited += retry.wait;",
    becomes: "this.waited = retry.wait;",
  },
  {
    name: "hooks are told of the waits with the wait to come",
    in: "function/each",
    file: "src/core/call.ts",
    code: "new PlannedRetry(error, verdict, this.waited)",
    becomes: "new PlannedRetry(error, verdict, this.waited + verdict)",
  },
  {
    name: "a timer is not cleared",
    in: "function/abort",
    file: "src/lib/timer.ts",
    code: "    clear(this.#id);\n",
    becomes: "",
  },
  {
    name: "the failure of an abandoned attempt is retried",
    in: "function/limit of an attempt",
    file: "src/core/call.ts",
    code: "return this.num === num && isRunning(this.phase);",
    becomes: "return this.num === num;",
  },
  {
    name: "testing is read in each attempt",
    in: "function/switched",
    file: "src/options/switches.ts",
    code: "if (testing === undefined) return policy;",
    becomes:
      `if (testing === undefined) return Object.defineProperty({ ...policy }, "instant", { get: () => isTesting() });`,
  },
  {
    name: "off is read in each attempt",
    in: "function/switched",
    file: "src/options/switches.ts",
    code: "if (testing === undefined) return policy;",
    becomes:
      `if (testing === undefined) return Object.defineProperty({ ...policy }, "attempts", { get: () => isActive() ? policy.attempts : 1 });`,
  },
  {
    name: "that the consumer leaves is ignored",
    in: "iterator/leaving",
    file: "src/core/attempts.ts",
    code: "    (this.#loop ??= NO_LOOP).finish();",
    becomes: "",
  },
  {
    name: "signals of later attempts do not abort",
    in: "block/limit of an attempt",
    file: "src/core/limits.ts",
    code: "if (attempt && isRunning(phase)) LiveAttempt",
    becomes: "if (attempt?.num === 1 && isRunning(phase)) LiveAttempt",
  },
  {
    name: "`on` is asked twice",
    in: "function/each",
    file: "src/core/verdict.ts",
    code: "    decide(policy.on, error, () => {",
    becomes:
      "    decide(policy.on, error, () => undefined as never) && decide(policy.on, error, () => {",
  },
  {
    name: "`on` is asked about what took too long",
    in: "function/limit of an attempt",
    file: "src/core/verdict.ts",
    code: "limits.expired !== undefined ||",
    becomes: "",
  },
  {
    name: "a success with the abort is lost",
    in: "function/abort",
    file: "src/core/call.ts",
    code: "void Promise.resolve().then(() => {\n",
    becomes: "queueMicrotask(() => {}), [() => {}].forEach(() => {\n",
  },
  {
    name: "a success long after the abort wins",
    in: "function/abort",
    file: "src/core/call.ts",
    code: "void Promise.resolve().then(() => {\n",
    becomes: "void Promise.resolve().then(() => {}).then(() => {\n",
  },
  {
    name: "attempts have no limit",
    in: "function/deadline",
    file: "src/core/retried_function.ts",
    code: "() => call.armLimits(num)",
    becomes: "() => {}",
  },
  {
    name: "later attempts have no limit",
    in: "function/deadline",
    file: "src/core/retried_function.ts",
    code: "() => call.armLimits(num)",
    becomes: "() => num === 1 && call.armLimits(num)",
  },
  {
    name: "the limit of a later attempt counts from the first",
    in: "function/limit of an attempt",
    file: "src/core/limits.ts",
    code:
      "    if (policy.attemptTimeout < Infinity) this.#call.attemptStarted = now();\n",
    becomes: "",
  },
  {
    name: "a TimeoutError has no cause",
    in: "function/deadline",
    file: "src/core/limits.ts",
    code: "    if (!this.expired) this.#thrown = error;\n",
    becomes: "",
  },
  {
    name: "an attempt may fail twice",
    in: "block/fail",
    file: "src/core/call.ts",
    code: `if (this.phase !== "trying") throw error;`,
    becomes: "",
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
    file: "src/core/retried_function.ts",
    code: "        call.failed(num, error);\n        return NEVER;",
    becomes: "        call.failed(num, error);\n        throw error;",
  },
  {
    name: "a later attempt begins after an abort in the last turn of a wait",
    in: "function/abort",
    file: "src/core/call.ts",
    code:
      `    if (this.limits.isAborted) {\n      this.#giveUp("aborted");\n      return false;\n    }\n`,
    becomes: "",
  },
  {
    name: "a loop is given an attempt after the abort",
    in: "for await/abort",
    file: "src/core/loop.ts",
    code: "    if (this.#call.limits.isAborted) throw this.#call.takeBack();\n",
    becomes: "",
  },
  {
    name: "a loop without a signal of its own guards no step",
    in: "generator/leaving",
    file: "src/core/loop.ts",
    code: "canLeave || signal !== undefined",
    becomes: "signal !== undefined",
  },
  {
    name: "a loop forgets that the code of an attempt has begun",
    in: "generator/leaving",
    file: "src/core/loop.ts",
    code: "    this.#entered = num;\n",
    becomes: "",
  },
  {
    name: "a generator that is left waits all the same",
    in: "generator/leaving",
    file: "src/core/retried_generator.ts",
    code: "    loop?.leave();\n",
    becomes: "",
  },
  {
    name: "a generator that is thrown into waits all the same",
    in: "generator/leaving",
    file: "src/core/retried_generator.ts",
    code: "    loop?.leaveWait();\n",
    becomes: "",
  },
  {
    name: "the failure of a cleanup is retried",
    in: "generator/leaving",
    file: "src/core/retried_generator.ts",
    code: "if (isLeft) {",
    becomes: "if (false) {",
  },
];
