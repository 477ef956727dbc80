// Each way to make a call, so that one test can hold all of them to a promise.
import {
  type Attempt,
  retry,
  retryContext,
  RetryingCaller,
  type RetryOptions,
} from "../mod.ts";

/** Calls a function with retries. It gets the attempt where there is one. */
export type Way = (
  options: RetryOptions,
  fn: (attempt?: Attempt) => unknown,
) => Promise<unknown>;

/** The ways to retry a function, which the call can abandon. */
export const FUNCTION_WAYS: Readonly<Record<string, Way>> = {
  "retry()": (options, fn) => retry(options)(() => fn())(),
  "a decorated method": (options, fn) => {
    class Client {
      @retry(options)
      async load(): Promise<unknown> {
        return await fn();
      }
    }
    return new Client().load();
  },
  "retryContext() with a block": (options, fn) => retryContext(options, fn),
  "RetryingCaller": ({ on, ...options }, fn) =>
    new RetryingCaller(options).call(on, () => fn()),
};

/** The ways to retry code that asks for its attempts. */
export const LOOP_WAYS: Readonly<Record<string, Way>> = {
  "retryContext() with for await": async (options, fn) => {
    for await (const attempt of retryContext(options)) {
      try {
        return await fn(attempt);
      } catch (error) {
        attempt.fail(error);
      }
    }
    return undefined;
  },
  "an async generator": async (options, fn) => {
    const items = retry(options)(async function* () {
      yield await fn();
    });
    for await (const item of items()) return item;
    return undefined;
  },
};

/** All ways to make a call. */
export const WAYS: Readonly<Record<string, Way>> = {
  ...FUNCTION_WAYS,
  ...LOOP_WAYS,
};
