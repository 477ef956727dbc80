import { retry, retryContext, RetryingCaller } from "../../../mod.ts";
import { type Cases, equal, failing, hang, thrownBy } from "./check.ts";

const options = { on: Error, waitInitial: 1, waitJitter: 0 };

export const forms: Cases = {
  async "retry() wraps an async function"() {
    const fn = failing(new Error(), new Error());
    const load = retry(options)(async (id: string) => await fn() + id);
    equal(await load(" 42"), "ok 42");
    equal(fn.calls, 3);
  },
  async "retry() makes a sync function return a promise"() {
    const promise = retry(options)(failing(new Error()))();
    equal(promise instanceof Promise, true);
    equal(await promise, "ok");
  },
  async "retry() keeps receiver, name and length"() {
    const counter = {
      step: 2,
      add: retry(options)(function add(this: { step: number }, to: number) {
        return Promise.resolve(to + this.step);
      }),
    };
    equal(await counter.add(40), 42);
    equal(counter.add.name, "add");
    equal(counter.add.length, 1);
  },
  async "retry() lets the last error through as it is"() {
    const last = Object.freeze(new Error("last"));
    const load = retry({ ...options, attempts: 2 })(failing(new Error(), last));
    equal(await thrownBy(load()) === last, true);
  },
  async "retry() does not retry other errors"() {
    const fn = failing(new TypeError());
    await thrownBy(retry({ ...options, on: RangeError })(fn)());
    equal(fn.calls, 1);
  },
  async "on takes classes, and a function that decides"() {
    const on = [RangeError, TypeError];
    equal(await retry({ ...options, on })(failing(new TypeError()))(), "ok");
    const decide = (error: unknown) => error === 503 && 0;
    const fn = failing(503, 404);
    equal(await thrownBy(retry({ on: decide })(fn)()), 404);
    equal(fn.calls, 2);
  },
  async "retryContext() runs a block"() {
    const fn = failing(new Error());
    const result = await retryContext(options, ({ num }) => `${fn()} ${num}`);
    equal(result, "ok 2");
  },
  async "retryContext() hands out attempts in a loop"() {
    const fn = failing(new Error(), new Error());
    const nums = [];
    for await (const attempt of retryContext(options)) {
      nums.push(attempt.num);
      try {
        fn();
      } catch (error) {
        attempt.fail(error);
      }
    }
    equal(nums, [1, 2, 3]);
  },
  async "a loop can be left at any attempt"() {
    for await (const attempt of retryContext(options)) {
      if (attempt.num === 2) break;
      attempt.fail(new Error());
    }
    const load = async (): Promise<unknown> => {
      for await (const { num } of retryContext(options)) return num;
      return "unreachable";
    };
    equal(await load(), 1);
  },
  async "fail() throws the last error in a loop"() {
    const last = new Error("last");
    const error = await thrownBy(async () => {
      for await (const attempt of retryContext({ ...options, attempts: 2 })) {
        attempt.fail(attempt.num === 2 ? last : new Error());
      }
    });
    equal(error === last, true);
  },
  async "a RetryingCaller calls functions"() {
    const { on: _, ...waits } = options;
    const caller = new RetryingCaller({ ...waits, attempts: 2 });
    const fn = failing(new TypeError());
    equal(await caller.call(TypeError, (id: number) => fn() + id, 7), "ok7");
    const error = await thrownBy(caller.on(RangeError)(failing(new Error())));
    equal(error instanceof Error, true);
  },
  async "calls at once share nothing"() {
    const load = retry({ ...options, attempts: 3 })(
      (state: { num: number }) => {
        if (state.num++ < 2) throw new Error();
        return state.num;
      },
    );
    const calls = Array.from({ length: 200 }, () => load({ num: 0 }));
    equal((await Promise.all(calls)).every((num) => num === 3), true);
  },
  async "a call that hangs does not hold up another"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: controller.signal })(
      (wait: boolean) => wait ? hang() : "ok",
    );
    const hanging = thrownBy(load(true));
    equal(await load(false), "ok");
    controller.abort();
    await hanging;
  },
};
