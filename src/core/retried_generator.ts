import { signalOf } from "../options/policy.ts";
import { current } from "../options/switches.ts";
import { Attempts } from "./attempts.ts";
import type { Callee, Invocation } from "./callee.ts";
import { Loop } from "./loop.ts";

type Items = AsyncIterable<unknown>;

/**
 * Retries an async generator: it starts over when it fails.
 *
 * @param invocation What to call, and how.
 * @param first What it has returned already, if it was called.
 * @returns The items of all its attempts.
 */
export function retriedGenerator(
  { policy, callee, self, args }: Invocation<Callee>,
  first?: Items,
): AsyncGenerator {
  let loop: Loop | undefined;
  let isLeft = false;

  async function* iterate(): AsyncGenerator {
    const invocation = { policy: current(policy), callee, self, args };
    loop = new Loop(invocation, signalOf(policy, args), true, !!first);
    for await (const attempt of new Attempts(loop)) {
      try {
        const items = first ?? Reflect.apply(callee.fn, self, args) as Items;
        first = undefined;
        return yield* items;
      } catch (error) {
        // What the cleanup throws is no reason to start over.
        if (isLeft) throw error;
        attempt.fail(error);
      }
    }
  }

  // Its items are instances of the function that is retried.
  const { prototype } = callee.fn;
  if (!first && prototype instanceof Object) iterate.prototype = prototype;
  const generator = iterate();
  // A native generator would do so after the wait, and after one more attempt.
  leaveAtOnce("return", () => isLeft = true);
  leaveAtOnce("throw", () => {});
  return generator;

  function leaveAtOnce(method: "return" | "throw", note: () => void): void {
    const native = generator[method];
    const value = (given: unknown) => {
      note();
      loop?.leaveWait();
      return Reflect.apply(native, generator, [given]);
    };
    const descriptor = { __proto__: null, value, configurable: true };
    Object.defineProperty(generator, method, descriptor as PropertyDescriptor);
  }
}
