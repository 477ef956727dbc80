import { retry, retryContext } from "../../../mod.ts";
import {
  between,
  type Cases,
  equal,
  failing,
  hang,
  sleep,
  thrownBy,
  timed,
  timersLeftBy,
} from "./check.ts";

const waits = { waitInitial: 1, waitJitter: 0 };

export const limits: Cases = {
  async "the deadline ends an attempt that hangs"() {
    const load = retry({ on: Error, timeout: 40 })(hang);
    const start = Date.now();
    const error = await thrownBy(load());
    between(Date.now() - start, 39, 2_000);
    equal(error instanceof DOMException, true);
    equal((error as DOMException).name, "TimeoutError");
  },
  async "the cause of a timeout is the last error"() {
    const last = new RangeError("last");
    let calls = 0;
    const error = await thrownBy(
      retry({ ...waits, on: RangeError, timeout: 400 })(() => {
        if (calls++ === 0) throw last;
        return hang();
      })(),
    );
    equal((error as Error).cause === last, true);
  },
  async "no wait is started that would pass the deadline"() {
    const error = new Error();
    const load = retry({ on: () => 5_000, timeout: 4_000 })(failing(error));
    let thrown: unknown;
    const took = await timed(load().catch((e) => thrown = e));
    equal(thrown === error, true);
    between(took, 0, 1_000);
  },
  async "an attempt's signal aborts at the deadline"() {
    let signal: AbortSignal | undefined;
    const error = await thrownBy(
      retryContext({ on: Error, timeout: 20 }, (attempt) => {
        signal = attempt.signal;
        return hang();
      }),
    );
    equal(signal?.aborted, true);
    equal(signal?.reason === error, true);
  },
  async "an attempt knows what is left"() {
    await retryContext({ on: Error, timeout: 3_000 }, async (attempt) => {
      between(attempt.remaining, 1, 3_000);
      const before = attempt.remaining;
      await sleep(15);
      between(attempt.remaining, 1, before - 10);
    });
    const options = { on: Error, timeout: null };
    equal(await retryContext(options, (a) => a.remaining), Infinity);
  },
  async "an attempt that takes too long is retried"() {
    const signals: AbortSignal[] = [];
    const result = await retryContext(
      { ...waits, on: RangeError, attemptTimeout: 20 },
      ({ num, signal }) => {
        signals.push(signal);
        return num === 1 ? hang() : "ok";
      },
    );
    equal(result, "ok");
    equal(signals.map(({ aborted }) => aborted), [true, false]);
  },
  async "what an abandoned attempt does later is ignored"() {
    let calls = 0;
    const load = retry({ ...waits, on: Error, attemptTimeout: 10 })(
      async () => {
        if (++calls > 1) return "second";
        await sleep(20);
        throw new Error("late");
      },
    );
    equal(await load(), "second");
    await sleep(25);
    equal(calls, 2);
  },
  async "fetch-like code can be stopped by the attempt's signal"() {
    const stopped: unknown[] = [];
    const error = await thrownBy(
      retryContext(
        { ...waits, on: Error, attempts: 2, attemptTimeout: 10 },
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => {
              stopped.push(signal.reason.name);
              reject(signal.reason);
            });
          }),
      ),
    );
    equal(stopped, ["TimeoutError", "TimeoutError"]);
    equal((error as DOMException).name, "TimeoutError");
  },
  async "a loop is held to its limits when it fails"() {
    const error = new Error();
    const thrown = await thrownBy(async () => {
      for await (const attempt of retryContext({ on: Error, timeout: 15 })) {
        await sleep(25);
        attempt.fail(error);
      }
    });
    equal(thrown === error, true);
  },
  async "no timer is left behind"() {
    const options = { ...waits, on: Error, timeout: 5_000 };
    equal(await timersLeftBy(retry(options)(failing(new Error()))), 0);
    equal(
      await timersLeftBy(retry(options)(async () => await sleep(5))),
      0,
    );
    equal(
      await timersLeftBy(
        retry({ ...options, attempts: 2 })(() => {
          throw new Error();
        }),
      ),
      0,
    );
    equal(await timersLeftBy(retry({ ...options, timeout: 10 })(hang)), 0);
  },
};
