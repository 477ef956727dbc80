import {
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
} from "../../../mod.ts";

/** A way to make a call, in a function whose name is looked for in stacks. */
export type Caller = (
  options: RetryOptions,
  fn: () => unknown,
) => Promise<unknown>;

export const CALLERS: Readonly<Record<string, Caller>> = {
  "retry()": async function theCaller(options, fn) {
    return await retry(options)(fn)();
  },
  "a decorated method": async function theCaller(options, fn) {
    class Client {
      @retry(options)
      async load(): Promise<unknown> {
        return await fn();
      }
    }
    return await new Client().load();
  },
  "a block": async function theCaller(options, fn) {
    return await retryContext(options, fn);
  },
  "a loop": async function theCaller(options, fn) {
    for await (const attempt of retryContext(options)) {
      try {
        return await fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    return undefined;
  },
  "RetryingCaller": async function theCaller({ on, ...options }, fn) {
    return await new RetryingCaller(options).call(on, fn);
  },
  "an async generator": async function theCaller(options, fn) {
    const items = retry(options)(async function* () {
      yield await fn();
    });
    for await (const item of items()) return item;
    return undefined;
  },
};
