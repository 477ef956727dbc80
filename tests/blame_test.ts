// The stack of an error that the package makes about a mistake begins at the line
// that made it, not in the package.
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { retry } from "../mod.ts";
import { blameCaller } from "../src/lib/messages.ts";
import { patch } from "./helpers.ts";
import { outputOf } from "./tools/command.ts";
import { findBun, installed } from "./tools/npm.ts";
import { tempDir } from "./tools/temp_dir.ts";

const PROGRAM = `
import * as api from "MODULE";
const { retry, retryContext, RetryingCaller } = api;
const caller = new RetryingCaller();
const on = TypeError;
class Mine extends RetryingCaller {
  constructor(attempts) {
    super({ attempts });
  }
}
const mistakes = {
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
  "retryContext() with a generator": () => retryContext({ on }, async function* () {}),
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
const frames = {};
for (const [name, mistake] of Object.entries(mistakes)) {
  try {
    mistake();
    frames[name] = "nothing was thrown";
  } catch ({ stack }) {
    frames[name] = stack.split("\\n").find((line) => /^\\s*at /.test(line));
  }
}
console.log(JSON.stringify(frames));
`;

const node = installed("node-26/bin/node");
const bun = findBun();
const runtimes: Record<string, [string | undefined, ...string[]]> = {
  "Deno": [Deno.execPath(), "run", "--no-config", "-A"],
  "Node.js": [node],
  "Bun": [bun],
};

for (const [runtime, [command, ...args]] of Object.entries(runtimes)) {
  Deno.test({
    name: `the stack of a mistake begins at its line in ${runtime}`,
    ignore: command === undefined,
    async fn() {
      await using folder = await tempDir();
      const path = `${folder.path}/program.mjs`;
      const module = new URL("../mod.ts", import.meta.url).href;
      await Deno.writeTextFile(path, PROGRAM.replace("MODULE", module));

      const output = await outputOf(command!, [...args, path]);

      const frames = Object.entries<string>(JSON.parse(output));
      assertEquals(frames.length, 28);
      for (const [name, frame] of frames) {
        assert(frame.includes("program.mjs"), `${name}: ${frame}`);
      }
    },
  });
}

Deno.test("blameCaller() leaves the errors of the user's code alone", () => {
  const thrown = Object.freeze(new Error("mine"));
  const { stack } = thrown;
  const options = {
    get on(): never {
      throw thrown;
    },
  };

  const error = assertThrows(() => retry(options));

  assertStrictEquals(error, thrown);
  assertEquals(error.stack, stack);
  for (const value of [undefined, null, 1, "text", Symbol("any")]) {
    assertStrictEquals(blameCaller(value, retry), value);
  }
});

Deno.test("a mistake is told where an engine cannot shorten stacks", () => {
  // deno-lint-ignore no-explicit-any -- it may be missing
  using _ = patch(Error, "captureStackTrace", undefined as any);

  assertThrows(
    () => retry({ on: TypeError, attempts: 0 }),
    RangeError,
    "'attempts' must be a positive integer",
  );
});
