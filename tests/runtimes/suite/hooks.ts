import {
  getOnRetryHooks,
  type GiveUpDetails,
  retry,
  type RetryDetails,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "../../../mod.ts";
import { type Cases, equal, failing, hang, thrownBy } from "./check.ts";

const options = { on: TypeError, waitInitial: 1, waitJitter: 0 };

/** The reason that hooks are told for a call without success. */
async function reasonOf(fn: () => Promise<unknown>): Promise<unknown> {
  const told: GiveUpDetails[] = [];
  const restore = setOnGiveUpHooks([(details) => {
    told.push(details);
  }]);
  await thrownBy(fn());
  restore[Symbol.dispose]();
  equal(told.length, 1);
  return told[0]?.reason;
}

export const hooks: Cases = {
  async "a hook is told of a retry before the wait"() {
    const told: RetryDetails[] = [];
    const restore = setOnRetryHooks([(details) => {
      told.push(details);
    }]);
    const error = new TypeError();
    const fn = failing(error, error);
    await retry(options)(function load(_id: string) {
      return fn();
    })("42");
    restore[Symbol.dispose]();
    equal(told.map(({ name }) => name), ["load", "load"]);
    equal(told.map(({ args }) => args[0]), ["42", "42"]);
    equal(told.map(({ retryNum }) => retryNum), [1, 2]);
    equal(told.map(({ waitFor }) => waitFor), [1, 2]);
    equal(told.map(({ waitedSoFar }) => waitedSoFar), [0, 1]);
    equal(told.every(({ causedBy }) => causedBy === error), true);
  },
  async "what hooks return is disposed in reverse, before the retry"() {
    const log: string[] = [];
    const hook = (name: string) => () => {
      log.push(`enter ${name}`);
      return { [Symbol.dispose]: () => void log.push(`leave ${name}`) };
    };
    const restore = setOnRetryHooks([hook("a"), hook("b")]);
    const fn = failing(new TypeError());
    await retry(options)(() => {
      log.push("call");
      return fn();
    })();
    restore[Symbol.dispose]();
    equal(log, ["call", "enter a", "enter b", "leave b", "leave a", "call"]);
  },
  async "a hook that throws changes nothing"() {
    const { error } = console;
    let reports = 0;
    console.error = () => {
      reports++;
    };
    const restore = setOnRetryHooks([() => {
      throw new Error("hook");
    }]);
    try {
      equal(await retry(options)(failing(new TypeError()))(), "ok");
    } finally {
      console.error = error;
      restore[Symbol.dispose]();
    }
    equal(reports, 1);
  },
  async "hooks are told why a call has ended"() {
    const fails = () => failing(new TypeError(), new TypeError());
    const off = { ...options, attempts: 2 };
    equal(await reasonOf(retry(off)(fails())), "attempts");
    const late = { ...options, on: () => 900, timeout: 500 };
    equal(await reasonOf(retry(late)(fails())), "timeout");
    const other = { ...options, on: RangeError };
    equal(await reasonOf(retry(other)(fails())), "not-retryable");
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 2);
    const aborted = { ...options, signal: controller.signal };
    equal(await reasonOf(retry(aborted)(hang)), "aborted");
  },
  "the default hooks can be turned off and on"() {
    const before = getOnRetryHooks().length;
    const restore = setOnRetryHooks([]);
    equal(getOnRetryHooks().length, 0);
    restore[Symbol.dispose]();
    equal(getOnRetryHooks().length, before);
  },
};
