// Values as strange as a program can throw or return, each with a name, so that
// scripts are plain data that can be printed, shrunk and replayed.

/** An error whose every property throws when it is looked at. */
const hostile = new Proxy(new TypeError("hostile"), {
  get() {
    throw new Error("hostile get");
  },
  getPrototypeOf() {
    throw new Error("hostile prototype");
  },
});

/** A proxy that throws at whatever is done to it. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const cyclic = new TypeError("cyclic");
cyclic.cause = cyclic;

/** What attempts can throw, with the classes that each is an instance of. */
const ERRORS: Record<string, [value: unknown, ...classes: string[]]> = {
  "a TypeError": [new TypeError(), "TypeError"],
  "a frozen TypeError": [Object.freeze(new TypeError()), "TypeError"],
  "a cyclic TypeError": [cyclic, "TypeError"],
  "a subclass of TypeError": [new (class extends TypeError {})(), "TypeError"],
  "an object made of TypeError.prototype": [
    Object.create(TypeError.prototype),
    "TypeError",
  ],
  "a RangeError": [new RangeError(), "RangeError"],
  "an Error": [new Error()],
  "a DOMException": [new DOMException("", "TimeoutError")],
  "a hostile proxy": [hostile],
  "a revoked proxy": [revoked()],
  "an object without a prototype": [Object.create(null)],
  "a function": [() => {}],
  "a symbol": [Symbol()],
  "a string": ["text"],
  "an empty string": [""],
  "a bigint": [10n],
  "minus zero": [-0],
  "NaN": [NaN],
  "false": [false],
  "null": [null],
  "undefined": [undefined],
};

export const ERROR_NAMES: readonly string[] = Object.keys(ERRORS);

/** The value of that name. */
export function errorOf(name: string): unknown {
  return ERRORS[name]![0];
}

/** Whether the value of that name is an instance of one of the classes. */
export function isOneOf(name: string, classes: readonly string[]): boolean {
  return ERRORS[name]!.slice(1).some((it) => classes.includes(it as string));
}

/** What attempts can return: anything that is not a thenable. */
const RESULTS: Record<string, unknown> = {
  "a string": "ok",
  "undefined": undefined,
  "null": null,
  "NaN": NaN,
  "an Error": new Error("returned, not thrown"),
  "a frozen object": Object.freeze({ done: true, value: 1 }),
  "an object without a prototype": Object.create(null),
  "an object whose then is no function": { then: 1 },
};

export const RESULT_NAMES: readonly string[] = Object.keys(RESULTS);

/** The result of that name. */
export function resultOf(name: string): unknown {
  return RESULTS[name];
}

/** What `on` must not return, and what it gets for it. */
const WRONG_ANSWERS: Record<string, [value: () => unknown, error: string]> = {
  "undefined": [() => undefined, "TypeError"],
  "null": [() => null, "TypeError"],
  "a string": [() => "100", "TypeError"],
  "a bigint": [() => 100n, "TypeError"],
  "a promise": [() => Promise.resolve(true), "TypeError"],
  "a promise that rejects": [() => Promise.reject(true), "TypeError"],
  "an object": [() => ({}), "TypeError"],
  "a total that is no number": [() => ({ total: () => "1" }), "TypeError"],
  "NaN": [() => NaN, "RangeError"],
  "Infinity": [() => Infinity, "RangeError"],
};

export const WRONG_ANSWER_NAMES: readonly string[] = Object.keys(WRONG_ANSWERS);

/** The answer of that name. */
export function wrongAnswerOf(name: string): unknown {
  return WRONG_ANSWERS[name]![0]();
}

/** The name of the error for that answer. */
export function errorForAnswer(name: string): string {
  return WRONG_ANSWERS[name]![1];
}
