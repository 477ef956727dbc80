import { retry, type RetryOptions } from "../../../mod.ts";
import { type Cases, equal, failing, sleep, thrownBy } from "./check.ts";

const options = { on: () => 0, attempts: 2 };

/** Unlike `thrownBy`, for values that no promise can be resolved with. */
function isThrownBy(call: Promise<unknown>, value: unknown): Promise<boolean> {
  return call.then(() => false, (error) => error === value);
}

function refused(changes: object): Promise<unknown> {
  return thrownBy(() => retry({ on: Error, ...changes } as RetryOptions));
}

export const hostile: Cases = {
  async "anything can be thrown"() {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const values = [undefined, null, 0, "text", Symbol(), proxy];
    for (const value of [...values, Object.create(null)]) {
      const call = retry(options)(failing(value, value))();
      equal(await isThrownBy(call, value), true);
    }
  },
  async "a value that cannot be told is no such error"() {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const fn = failing(proxy);
    equal(await isThrownBy(retry({ on: Error })(fn)(), proxy), true);
    equal(fn.calls, 1);
  },
  async "a thenable counts as its first answer"() {
    const thenable = {
      then(resolve: (value: string) => void, reject: (error: Error) => void) {
        resolve("first");
        reject(new Error("second"));
      },
    };
    equal(await retry(options)(() => thenable)(), "first");
  },
  async "a getter that throws is a failure"() {
    let calls = 0;
    const load = retry(options)(() =>
      ++calls > 1 ? "ok" : Object.defineProperty({}, "then", {
        get() {
          throw new Error();
        },
      })
    );
    equal(await load(), "ok");
    equal(calls, 2);
  },
  async "a late rejection is not left unhandled"() {
    const load = retry({ on: Error, timeout: 5 })(async () => {
      await sleep(15);
      throw new Error("late");
    });
    await thrownBy(load());
    await sleep(20);
  },
  async "wrong options are refused at once, by name and value"() {
    for (
      const [changes, text, type] of [
        [{ attempts: 0 }, "'attempts'", RangeError],
        [{ timeout: -1 }, "'timeout'", RangeError],
        [{ waitJitter: NaN }, "NaN", RangeError],
        [{ waitMax: "1s" }, '"1s"', TypeError],
        [{ on: undefined }, "undefined", TypeError],
        [{ signal: {} }, "'signal'", TypeError],
        [{ retries: 3 }, "retries", TypeError],
      ] as const
    ) {
      const error = await refused(changes);
      equal(error instanceof type, true);
      equal(String(error).includes(text), true);
    }
  },
  async "classes and sync generators are refused"() {
    const wrap = retry(options) as (fn: unknown) => unknown;
    for (const fn of [class {}, function* () {}, "fn", undefined]) {
      equal(await thrownBy(() => wrap(fn)) instanceof TypeError, true);
    }
  },
};
