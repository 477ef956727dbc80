// Mistakes of each kind. Run as a program, it prints where the stack of each begins.
import * as all from "../mod.ts";

// deno-lint-ignore no-explicit-any -- wrong on purpose
const api: any = all;
const { retry, retryContext, RetryingCaller } = api;
const on = TypeError;
const caller = new RetryingCaller();

class Mine extends RetryingCaller {
  constructor(attempts: number) {
    super({ attempts });
  }
}

const MISTAKES: Readonly<Record<string, () => unknown>> = {
  "retry()": () => retry({}),
  "retry() with an unknown option": () => retry({ on, retries: 3 }),
  "retry() with a function": () => retry(() => {}, { on }),
  "retry() with options and a function": () => retry({ on }, () => {}),
  "what retry() returns": () => retry({ on })(5),
  "what retry() returns, for a class": () => retry({ on })(class {}),
  "@retry()": () => retry({ on })(class {}, { kind: "class", name: "Client" }),
  "@retry() of old": () => retry({ on })({}, "field"),
  "retryContext()": () => retryContext({ on, timeout: 0 }),
  "retryContext() with a block": () => retryContext({ on }, class {}),
  "retryContext() with a generator": () =>
    retryContext({ on }, async function* () {}),
  "new RetryingCaller()": () => new RetryingCaller({ attempts: 0 }),
  "a class that extends it": () => new Mine(0),
  "on()": () => caller.on("TypeError"),
  "what on() returns": () => caller.on(on)(5),
  "call() without on": () => caller.call(undefined, () => {}),
  "call()": () => caller.call(on, 5),
  "backoffs()": () => api.backoffs({ waitMax: -1 }),
  "setActive()": () => api.setActive("off"),
  "setTesting()": () => api.setTesting("on"),
  "setTesting() with options": () => api.setTesting(true, { attempts: 0 }),
  "setOnRetryHooks()": () => api.setOnRetryHooks(() => {}),
  "setOnGiveUpHooks()": () => api.setOnGiveUpHooks([5]),
  "loggingHook()": () => api.loggingHook({}),
  "prometheusHook()": () => api.prometheusHook({}),
  "openTelemetryHook()": () => api.openTelemetryHook(5),
  "new RetryBudget()": () => new api.RetryBudget({ ratio: -1 }),
  "raiseForStatus()": () => api.raiseForStatus("token"),
};

/** Where the stack of the error for each mistake begins. */
export function firstFrames(): Record<string, string> {
  const frames = Object.entries(MISTAKES).map(([name, mistake]) => {
    try {
      mistake();
    } catch (error) {
      const lines = String((error as Error).stack).split("\n");
      return [name, lines.find((line) => /^\s*at /.test(line))];
    }
    return [name, "nothing was thrown"];
  });
  return Object.fromEntries(frames);
}

if (import.meta.main) console.log(JSON.stringify(firstFrames()));
