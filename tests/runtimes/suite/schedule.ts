import {
  backoffs,
  retry,
  retryContext,
  setOnRetryHooks,
} from "../../../mod.ts";
import { between, type Cases, equal, failing, sleep, timed } from "./check.ts";

// Waits are real here: a timer may be late, but never early. Runtimes round the
// clock, by up to a millisecond.
const ROUNDING = 1;

/** The waits that hooks are told of. */
async function waitsOf(fn: () => Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  const restore = setOnRetryHooks([({ waitFor }) => {
    waits.push(waitFor);
  }]);
  try {
    await fn().catch(() => {});
    return waits;
  } finally {
    restore[Symbol.dispose]();
  }
}

function fails(): never {
  throw new Error();
}

export const schedule: Cases = {
  async "waits double, up to the longest"() {
    const load = retry({
      on: Error,
      attempts: 6,
      waitInitial: 4,
      waitMax: 20,
      waitJitter: 0,
    })(fails);
    let took = 0;
    const waits = await waitsOf(async () => {
      took = await timed(load());
    });
    equal(waits, [4, 8, 16, 20, 20]);
    between(took, 68 - 5 * ROUNDING, 5_000);
  },
  async "each wait gets a jitter of its own, within bounds"() {
    const load = retry({
      on: Error,
      attempts: 11,
      waitInitial: 2,
      waitMax: 2,
      waitJitter: 8,
    })(fails);
    const waits = await waitsOf(load);
    equal(waits.length, 10);
    for (const wait of waits) between(wait, 2, 10);
    equal(new Set(waits).size, 10);
  },
  async "backoffs() tells the waits that are made"() {
    const options = { attempts: 5, waitInitial: 2, waitMax: 9, waitJitter: 0 };
    const waits = await waitsOf(retry({ on: Error, ...options })(fails));
    equal([...backoffs(options)], waits);
    equal(waits, [2, 4, 8, 9]);
  },
  async "a wait that on asks for is waited exactly"() {
    const load = retry({ on: () => 30 })(failing(new Error()));
    let took = 0;
    const waits = await waitsOf(async () => {
      took = await timed(load());
    });
    equal(waits, [30]);
    between(took, 30 - ROUNDING, 5_000);
  },
  async "a wait of 0 lets other code run"() {
    let others = 0;
    const load = retry({ on: () => 0, attempts: 3 })(() => {
      if (others === 0) throw new Error();
      return others;
    });
    const result = load();
    setTimeout(() => others++, 0);
    equal(await result, 1);
  },
  async "an attempt tells the wait that would follow"() {
    const waits: number[] = [];
    await retryContext(
      { on: Error, waitInitial: 1, waitExpBase: 3, waitJitter: 0 },
      ({ num, nextWait }) => {
        waits.push(nextWait);
        if (num < 3) throw new Error();
      },
    );
    equal(waits, [1, 3, 9]);
  },
  async "durations can be objects"() {
    const duration = (ms: number) => ({ total: () => ms });
    const load = retry({ on: () => duration(5), timeout: duration(9_000) });
    equal(await waitsOf(load(failing(new Error()))), [5]);
  },
  async "Temporal.Duration is a duration where there is one"() {
    // deno-lint-ignore no-explicit-any -- not all runtimes have it
    const { Temporal } = globalThis as any;
    if (Temporal === undefined) return;
    const wait = Temporal.Duration.from({ milliseconds: 7 });
    const load = retry({ on: Error, waitInitial: wait, waitJitter: 0 });
    equal(await waitsOf(load(failing(new Error()))), [7]);
  },
  async "a wait longer than timers can be does not end at once"() {
    const controller = new AbortController();
    const load = retry({
      on: () => 2 ** 31,
      timeout: null,
      signal: controller.signal,
    })(failing(new Error()));
    const settled = load().then(() => "ok", () => "aborted");
    equal(await Promise.race([settled, sleep(20)]), undefined);
    controller.abort();
    equal(await settled, "aborted");
  },
};
