import { retry, retryContext } from "../../../mod.ts";
import {
  between,
  type Cases,
  countingController,
  equal,
  failing,
  hang,
  sleep,
  thrownBy,
  timed,
  timersLeftBy,
} from "./check.ts";

const options = { on: Error, waitInitial: 10_000, timeout: null };

export const aborts: Cases = {
  async "a call that is aborted before is never made"() {
    const fn = failing();
    const reason = { any: "value" };
    const signal = AbortSignal.abort(reason);
    const error = await thrownBy(retry({ ...options, signal })(fn)());
    equal(error === reason, true);
    equal(fn.calls, 0);
  },
  async "an abort ends a wait at once"() {
    const controller = new AbortController();
    const fn = failing(new Error(), new Error());
    const load = retry({ ...options, signal: controller.signal })(fn);
    setTimeout(() => controller.abort(), 10);
    between(await timed(load()), 5, 2_000);
    await sleep(5);
    equal(fn.calls, 1);
  },
  async "an abort ends an attempt at once"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: controller.signal })(hang);
    setTimeout(() => controller.abort("stop"), 5);
    equal(await thrownBy(load()), "stop");
  },
  async "the default reason is an AbortError"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: controller.signal })(hang);
    const call = thrownBy(load());
    controller.abort();
    equal((await call as DOMException).name, "AbortError");
  },
  async "an abort reaches the attempt's signal"() {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const call = thrownBy(
      retryContext({ ...options, signal: controller.signal }, (attempt) => {
        signal = attempt.signal;
        return hang();
      }),
    );
    await sleep(1);
    controller.abort("stop");
    equal(signal?.reason, "stop");
    equal(await call, "stop");
  },
  async "the signal can be read off the arguments"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: (_id, signal) => signal })(
      (_id: string, _signal: AbortSignal) => hang(),
    );
    const call = thrownBy(load("42", controller.signal));
    controller.abort("stop");
    equal(await call, "stop");
  },
  async "a signal of AbortSignal.timeout works"() {
    // A test runtime lacks it.
    if (typeof AbortSignal.timeout !== "function") return;
    const signal = AbortSignal.timeout(20);
    const error = await thrownBy(retry({ ...options, signal })(hang)());
    equal((error as DOMException).name, "TimeoutError");
    equal(error === signal.reason, true);
  },
  async "an abort after the end changes nothing"() {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const load = retryContext(
      { ...options, signal: controller.signal },
      (attempt) => {
        signal = attempt.signal;
        return "ok";
      },
    );
    equal(await load, "ok");
    controller.abort();
    equal(signal?.aborted, false);
  },
  async "a success that comes with the abort counts"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: controller.signal })(async () => {
      await sleep(5);
      controller.abort();
      return "ok";
    });
    equal(await load(), "ok");
  },
  async "a loop ends with the reason"() {
    const controller = new AbortController();
    const error = await thrownBy(async () => {
      const signal = controller.signal;
      for await (const attempt of retryContext({ ...options, signal })) {
        setTimeout(() => controller.abort("stop"), 5);
        attempt.fail(new Error());
      }
    });
    equal(error, "stop");
  },
  async "calls share one listener, and leave none behind"() {
    const controller = countingController();
    const { listeners, signal } = controller;
    const load = retry({ ...options, waitInitial: 1, waitJitter: 0, signal });
    const calls = Array.from({ length: 100 }, () => load(failing(new Error())));
    equal((await Promise.all(calls.map((call) => call()))).length, 100);
    equal(listeners, { now: 0, most: 1 });
    const waiting = thrownBy(load(hang)());
    await sleep(1);
    equal(listeners.now, 1);
    controller.abort();
    await waiting;
    equal(listeners.now, 0);
  },
  async "an abort leaves no timer behind"() {
    const controller = new AbortController();
    const load = retry({ ...options, signal: controller.signal });
    const left = await timersLeftBy(() => {
      const call = load(failing(new Error()))();
      setTimeout(() => controller.abort(), 5);
      return call;
    });
    equal(left, 0);
  },
};
