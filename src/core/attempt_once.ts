import { type Callee, nameOf } from "./callee.ts";
import { wrongData } from "../lib/messages.ts";

/**
 * Makes one attempt, and tells what becomes of it.
 *
 * @returns Why it is of no use to try again, if it is not.
 */
export function attemptOnce(
  callee: Callee,
  self: unknown,
  args: readonly unknown[],
  isHeld: boolean,
  succeed: (value: unknown) => void,
  fail: (error: unknown) => void,
  hold: () => void,
): TypeError | undefined {
  try {
    const result = Reflect.apply(callee.fn, self, args);
    const misuse = misuseOf(callee, self, result);
    if (misuse) return misuse;
    Promise.resolve(result).then(succeed, fail);
  } catch (error) {
    fail(error);
    return undefined;
  }
  // Queued behind the attempt's own reaction: an attempt that settles at once
  // needs neither timer nor listener.
  if (isHeld) Promise.resolve().then(hold);
  return undefined;
}

/** What is wrong with what a function has returned, as retrying cannot help. */
function misuseOf(
  callee: Callee,
  self: unknown,
  result: unknown,
): TypeError | undefined {
  if (result instanceof Promise) return undefined;
  if (Object.prototype.toString.call(result) === "[object AsyncGenerator]") {
    return misuse(
      "a function that returns an async generator must be an async generator function",
    );
  }
  if (callee.method === undefined || isThenable(result)) return undefined;
  return misuse("a decorated method must return a promise");

  function misuse(must: string): TypeError {
    return wrongData(`retry ${nameOf(callee, self)} as ${must}`, result);
  }
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then ===
    "function";
}
