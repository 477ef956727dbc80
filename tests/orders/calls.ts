import {
  type Attempt,
  retry,
  retryContext,
  RetryingCaller,
} from "../../mod.ts";
import { failLate, sayFailed, sayFailedLate } from "./fail.ts";
import { REASON } from "./spec.ts";
import { errorOf } from "./values.ts";
import { checkLimit, checkWait } from "./wait.ts";
import type { Event, Form, Stage } from "./stage.ts";

/** A function that is retried, in each of the ways to do so. */
export const FUNCTION: Form = toForm((stage) =>
  retry({ ...stage.options, on: stage.on })(() => attempt(stage))()
);

export const CALLER: Form = toForm((stage) =>
  new RetryingCaller(stage.options).call(stage.on, () => attempt(stage))
);

export const BLOCK: Form = toForm((stage) =>
  retryContext(
    { ...stage.options, on: stage.on },
    (shown) => attempt(stage, shown),
  )
);

function toForm(begin: (stage: Stage) => Promise<unknown>): Form {
  return {
    abandons: true,
    begin(stage) {
      begin(stage).then(
        (value) => stage.guard(() => resolved(stage, value)),
        (error) => stage.guard(() => rejected(stage, error)),
      );
    },
    check,
    events: sayFailedLate,
    between: () => [],
    end: failLate,
  };
}

// What the attempt of that number returns and throws.
const VALUES: readonly object[] = [{}, { num: 1 }, { num: 2 }, { num: 3 }];

const OTHER = new RangeError("something else");

/** What blocks have thrown after they have said that they failed. */
const thrown = new WeakMap<Stage, { readonly error: unknown }>();

function attempt(stage: Stage, shown?: Attempt): unknown {
  stage.attemptBegins(shown);
  const { spec } = stage;
  const { num } = spec;
  const value = VALUES[num];
  const error = errorOf(num);
  const succeed = () => {
    if (num === spec.num) spec.succeeds(value);
    return value;
  };
  const fail = () => {
    if (num === spec.num) fails(stage, error);
    return error;
  };

  const way = stage.choose(stage.setting.ways);
  stage.say(`  it ${way}`);
  if (way !== stage.setting.ways[0]) stage.steps++;
  switch (way) {
    case "returns":
      return succeed();
    case "throws":
      throw fail();
    case "resolves":
      return Promise.resolve(succeed());
    case "rejects":
      return Promise.reject(fail());
    case "settles later": {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const says = shown && stage.setting.reads
        ? [sayLater(resolve, reject)]
        : [];
      stage.settlable(
        num,
        () => resolve(succeed()),
        () => reject(fail()),
        says,
      );
      return promise;
    }
    case "is async, and settles later": {
      const { promise, resolve } = Promise.withResolvers<() => unknown>();
      const wait = async () => (await promise)();
      stage.settlable(num, () => resolve(succeed), () =>
        resolve(() => {
          throw fail();
        }));
      return wait();
    }
    case "settles twice":
      return {
        then(
          resolve: (value: unknown) => void,
          reject: (error: unknown) => void,
        ) {
          resolve(succeed());
          reject("too late");
          throw "too late";
        },
      };
    case "settles twice, the other way":
      return {
        then(
          resolve: (value: unknown) => void,
          reject: (error: unknown) => void,
        ) {
          reject(fail());
          resolve("too late");
        },
      };
    case "says that it has failed": {
      const end = sayFailed(stage, shown!, error);
      return new Promise((resolve, reject) =>
        settleAfter(end, resolve, reject)
      );
    }
    case "says twice that it has failed": {
      sayFailed(stage, shown!, error);
      const end = sayFailed(stage, shown!, error);
      return new Promise((resolve, reject) =>
        settleAfter(end, resolve, reject)
      );
    }
  }
  throw new Error(`no such way: ${way}`);

  function sayLater(
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): Event {
    return {
      words: "says that it has failed",
      happen: () => {
        const end = sayFailed(stage, shown!, error);
        settleAfter(end, resolve, reject);
      },
    };
  }

  /** Ends an attempt that has said that it has failed. */
  function settleAfter(
    end: { readonly error: unknown } | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): void {
    const throwIt = (error: unknown) => {
      if (num === spec.num) throwsAfter(stage, error);
      reject(error);
    };
    const ways: [string, () => void][] = [
      end
        ? ["lets that through", () => throwIt(end.error)]
        : ["ends", () => resolve(succeed())],
      end
        ? ["returns all the same", () => resolve(succeed())]
        : ["throws something else", () => throwIt(OTHER)],
      [
        "goes on",
        () =>
          stage.settlable(
            num,
            () => resolve(succeed()),
            () => throwIt(OTHER),
          ),
      ],
    ];
    const [words, settle] = stage.choose(ways);
    stage.say(`  it ${words}`);
    settle();
  }
}

function fails(stage: Stage, error: unknown): void {
  const { spec } = stage;
  if (spec.said) throwsAfter(stage, error);
  else spec.fails(error);
}

/** The attempt throws after it has said that it has failed. */
function throwsAfter(stage: Stage, error: unknown): void {
  const { spec } = stage;
  if (spec.success || thrown.has(stage)) return;
  if (spec.phase === "refused") thrown.set(stage, { error });
  if (spec.phase === "over") thrown.set(stage, { error });
  if (spec.phase !== "planned") return;
  if (spec.stop === undefined) {
    spec.end = { error };
    spec.phase = "over";
  }
}

function resolved(stage: Stage, value: unknown): void {
  const { spec } = stage;
  stage.say("  the call succeeds");
  spec.check(!spec.settled, "the call settles twice");
  spec.check(spec.num > 0, "the call succeeds without an attempt");
  spec.check(
    spec.success !== undefined && spec.success.value === value,
    "the call succeeds, but its attempt has not, or too late",
  );
  spec.settled = { value };
  spec.phase = "over";
}

function rejected(stage: Stage, error: unknown): void {
  const { spec } = stage;
  stage.say(`  the call rejects with ${sayError(error)}`);
  spec.check(!spec.settled, "the call settles twice");
  spec.check(
    !spec.success?.must,
    "the call rejects, but its attempt succeeded",
  );
  checkError(stage, error);
  spec.settled = { error };
  spec.phase = "over";
}

function sayError(error: unknown): string {
  return error === REASON ? "the reason of the signal" : String(error);
}

function checkError(stage: Stage, error: unknown): void {
  const { spec } = stage;
  const wrong = "the call rejects with another error";
  if (spec.num === 0) {
    return spec.check(spec.aborted && error === REASON, wrong);
  }
  const stopped = spec.stop?.kind;
  if (spec.phase === "refused") {
    if (thrown.get(stage)?.error === error && thrown.has(stage)) return;
    if (spec.aborted && error === REASON) return;
    spec.check(stopped !== undefined && stopped !== "abort", wrong);
    return spec.checkTimeoutError(error);
  }
  if (spec.end) return spec.check(error === spec.end.error, wrong);
  spec.check(
    spec.rules.silent,
    "the call rejects without telling the hooks why",
  );
  if (spec.aborted && error === REASON) return;
  if (spec.failure && error === spec.failure.error && !spec.stop) return;
  if (spec.failure && error === spec.failure.error && spec.aborted) return;
  spec.check(stopped !== undefined && stopped !== "abort", wrong);
  spec.checkTimeoutError(error);
}

function check(stage: Stage): void {
  const { spec, clock, controller, setting } = stage;
  if (spec.settled) return;
  spec.check(!spec.aborted, "the call has not settled after the abort");
  spec.check(!spec.isOver, "the call has not settled after its end");
  const listens = setting.aborts ? 1 : 0;
  spec.check(controller.listening === listens, "nobody listens to the signal");
  const [due] = clock.dues;
  if (spec.phase === "waiting") return checkWait(stage);
  spec.check(spec.success === undefined, "a success has led to nothing");
  spec.check(
    spec.failure === undefined || spec.said,
    "a failure has led to nothing",
  );
  spec.check(spec.stop === undefined, "the end of its time has led to nothing");
  const { limitDue } = spec;
  const isHeld = limitDue < Infinity;
  spec.check((due !== undefined) === isHeld, "no timer, or one too many");
  if (isHeld) {
    checkLimit(stage);
  }
}
