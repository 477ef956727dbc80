import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  type Attempt,
  retry,
  retryContext,
  RetryingCaller,
} from "../../mod.ts";
import type { Event } from "./events.ts";
import type { Script, Step } from "./script.ts";
import { Stage } from "./stage.ts";
import { errorOf, resultOf, revoked } from "./values.ts";

/** A call of a function. */
export interface FunctionScript extends Script<FunctionStep> {
  readonly form: typeof FORMS[number];
}
export const FORMS = ["retry", "async", "block", "call", "on"] as const;

/** What a function does in one attempt. */
export interface FunctionStep extends Step {
  readonly way: typeof WAYS[number];
  readonly ok: boolean;
  /** The name of what it returns, if it does. */
  readonly result: string;
  /** How long it takes, where the way takes time. */
  readonly after: number;
  /** Whether it reads the signal of its attempt, if it has one. */
  readonly reads: boolean;
  /** Whether it first calls `fail` of its attempt, if it has one. */
  readonly failsFirst: boolean;
}
export const WAYS = [
  "at once",
  "promise",
  "async",
  "thenable",
  "thenable with two answers",
  "thenable of a thenable",
  "getter",
  "revoked proxy",
  "timer",
  "thenable with a timer",
  "async with a timer",
  "hang",
] as const;

/** Whether it settles before anything else can happen. */
export function isPrompt({ way }: Pick<FunctionStep, "way">): boolean {
  return WAYS.indexOf(way) < WAYS.indexOf("timer");
}

/** What it does in attempts that the script says nothing about. */
export const SUCCESS: FunctionStep = {
  way: "at once",
  ok: true,
  result: "undefined",
  error: "undefined",
  answer: false,
  after: 1,
  reads: false,
  failsFirst: false,
};

/** Plays a script with a function, and returns what was to be seen. */
export async function observeFunction(
  script: FunctionScript,
): Promise<readonly Event[]> {
  using stage = new Stage(script);
  const { options, on, signal } = stage;
  const args = [signal, "another argument"];
  const toStep = (num: number) => script.steps[num - 1] ?? SUCCESS;

  function fn(this: unknown, ...given: unknown[]): unknown {
    assertEquals(given, args);
    if (script.form === "retry") assertStrictEquals(this, stage);
    stage.begin();
    return perform(toStep(stage.num), stage);
  }
  // deno-lint-ignore require-await -- it is the point
  async function asyncFn(...given: unknown[]): Promise<unknown> {
    return fn(...given);
  }
  function block(attempt: Attempt): unknown {
    const step = toStep(attempt.num);
    stage.begin(attempt, step.reads);
    if (step.failsFirst) stage.fail(attempt, errorOf(step.error), true);
    return perform(step, stage);
  }
  function begin(): Promise<unknown> {
    switch (script.form) {
      case "retry":
        return Reflect.apply(retry({ ...options, on })(fn), stage, args);
      case "async":
        return retry({ ...options, on })(asyncFn)(...args);
      case "block":
        return retryContext({ ...options, on }, block);
      case "call":
        return new RetryingCaller(options).call(on, fn, ...args);
      case "on":
        return new RetryingCaller(options).on(on)(fn, ...args);
    }
  }

  return await stage.play(begin());
}

type Callback = (value: unknown) => void;

function perform(step: FunctionStep, stage: Stage): unknown {
  const { way, ok, result, error, after } = step;
  const end = () => {
    if (ok) return resultOf(result);
    throw errorOf(error);
  };
  const settle = (resolve: Callback, reject: Callback) =>
    ok ? resolve(resultOf(result)) : reject(errorOf(error));
  const settleLater = (resolve: Callback, reject: Callback) =>
    stage.later(after, () => settle(resolve, reject));

  switch (way) {
    case "at once":
      return end();
    case "promise":
      return new Promise(settle);
    case "async":
      // deno-lint-ignore require-await -- it is the point
      return (async () => end())();
    case "thenable":
      return { then: settle };
    case "thenable with two answers":
      return {
        then(resolve: Callback, reject: Callback) {
          settle(resolve, reject);
          resolve("another answer");
          reject("another answer");
          throw "another answer";
        },
      };
    case "thenable of a thenable":
      return { then: (resolve: Callback) => resolve({ then: settle }) };
    case "getter":
      return {
        get then() {
          return ok ? settle : end();
        },
      };
    case "revoked proxy":
      return revoked();
    case "timer":
      return new Promise(settleLater);
    case "thenable with a timer":
      return { then: settleLater };
    case "async with a timer":
      return new Promise<void>((resolve) => stage.later(after, resolve))
        .then(end);
    case "hang":
      return new Promise(() => {});
  }
}
