import { signalOf } from "../options/policy.ts";
import { current } from "../options/switches.ts";
import { Attempts } from "./attempts.ts";
import type { Callee, Invocation } from "./callee.ts";
import { Loop } from "./loop.ts";

type Items = AsyncIterable<unknown>;
type Method = "return" | "throw";
type Result = IteratorResult<unknown>;

/**
 * Retries an async generator: it starts over when it fails.
 *
 * @param invocation What to call, and how.
 * @param first What the function has returned, if it was called already.
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
    const begun = new Loop(invocation, signalOf(policy, args), true, !!first);
    loop = begun;
    for await (const attempt of new Attempts(() => begun)) {
      try {
        const items = first ?? Reflect.apply(callee.fn, self, args) as Items;
        first = undefined;
        return yield* items;
      } catch (error) {
        if (isLeft) {
          // What the cleanup throws is no reason to start over.
          begun.end();
          throw error;
        }
        attempt.fail(error);
      }
    }
  }

  // So that the generator is an instance of the function that is retried.
  const { prototype } = callee.fn;
  if (!first && prototype instanceof Object) iterate.prototype = prototype;
  const generator = iterate();
  const native = { return: generator.return, throw: generator.throw };
  // A native generator would sit out the wait, and make one more attempt.
  override("return", (value) => {
    isLeft = true;
    loop?.leave();
    if (!(value instanceof Promise)) return apply("return", value);
    // V8 15 loses the rejection of `value` where one generator delegates to another.
    return value.then(
      (settled) => apply("return", settled),
      (error) => apply("throw", error),
    );
  });
  override("throw", (error) => {
    loop?.leaveWait();
    return apply("throw", error);
  });
  return generator;

  function apply(method: Method, value: unknown): Promise<Result> {
    return Reflect.apply(native[method], generator, [value]);
  }

  function override(
    method: Method,
    value: (given: unknown) => Promise<Result>,
  ): void {
    const descriptor = { __proto__: null, value, configurable: true };
    Object.defineProperty(generator, method, descriptor as PropertyDescriptor);
  }
}
