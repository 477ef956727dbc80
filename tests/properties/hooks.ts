import { assert, assertEquals } from "@std/assert";
import type { GiveUpHook, RetryHook } from "../../mod.ts";
import { isDisposable } from "./script.ts";
import type { Stage } from "./stage.ts";

/** The name that all calls have. */
export const NAME = "the call";

/** A hook that notes what it is told, and those of the script. */
export function retryHooks(stage: Stage): RetryHook[] {
  const { hooks } = stage.script;
  const note: RetryHook = (details) => {
    assertEquals(details.name, NAME);
    assert(Object.isFrozen(details) && Object.isFrozen(details.args));
    const { retryNum, waitFor, waitedSoFar, causedBy } = details;
    stage.tell("retry", retryNum, waitFor, waitedSoFar, causedBy);
    stage.happen("the retry hook");
  };
  const others = hooks.map((kind, index) => {
    const before = hooks.slice(0, index).filter(isDisposable).length;
    const dispose = () => {
      stage.tell("dispose", stage.num, before);
      if (before === 0) stage.happen("the disposable");
      if (kind.includes("throws")) throw new Error(kind);
    };
    // deno-lint-ignore no-explicit-any -- it also returns what it must not
    return (): any => {
      if (kind === "throws") throw new Error(kind);
      if (kind === "rejects") return Promise.reject(new Error(kind));
      if (kind === "returns junk") return { [Symbol.dispose]: 1 };
      return isDisposable(kind) ? { [Symbol.dispose]: dispose } : undefined;
    };
  });
  return [note, ...others];
}

/** A hook that notes what it is told. */
export function giveUpHooks(stage: Stage): GiveUpHook[] {
  return [(details) => {
    assertEquals(details.name, NAME);
    assert(Object.isFrozen(details) && Object.isFrozen(details.args));
    const { reason, attempts, waited, elapsed, causedBy } = details;
    stage.tell("gave up", reason, attempts, waited, elapsed, causedBy);
    stage.happen("the give-up hook");
  }];
}
