import { errorForAnswer } from "./values.ts";

/** Something that was seen: when, what, and the details. */
export type Event = [at: number, what: string, ...details: unknown[]];

/** A value that is known by what it is like. Told twice, it is the same value. */
export class Like {
  readonly #text: string;
  readonly #test: (value: unknown) => boolean;
  #found: { readonly value: unknown } | undefined;

  constructor(text: string, test: (value: unknown) => boolean) {
    this.#text = text;
    this.#test = test;
  }

  /** Tells it from any other value, without a look that a proxy could notice. */
  static is(value: unknown): value is Like {
    return typeof value === "object" && value !== null && #test in value;
  }

  matches(value: unknown): boolean {
    if (this.#found) return Object.is(this.#found.value, value);
    try {
      if (!this.#test(value)) return false;
    } catch {
      return false;
    }
    this.#found = { value };
    return true;
  }

  toString(): string {
    return this.#text;
  }
}

/** The `TimeoutError` of an attempt; its cause is what was thrown before. */
export function timeoutError(thrown: { cause: unknown } | undefined): Like {
  return new Like(
    "a TimeoutError" + (thrown ? ` caused by ${show(thrown.cause)}` : ""),
    (value) =>
      value instanceof DOMException && value.name === "TimeoutError" &&
      (thrown
        ? same(value.cause, thrown.cause)
        : !Object.hasOwn(value, "cause")),
  );
}

/** What a call ends with if `on` does not say what to do about an error. */
export function wrongAnswerError(answer: string, cause: unknown): Like {
  const name = errorForAnswer(answer);
  return new Like(
    `a ${name} caused by ${show(cause)}`,
    (value) =>
      value instanceof Error && value.name === name &&
      same(value.cause, cause),
  );
}

/** What an attempt throws that is told twice that it has failed. */
export function failedBefore(cause: unknown): Like {
  return new Like(
    `a TypeError caused by ${show(cause)}`,
    (value) => value instanceof TypeError && same(value.cause, cause),
  );
}

/** The `TypeError` that the engine throws for a revoked proxy. */
export function engineError(): Like {
  return new Like("a TypeError", (value) => value instanceof TypeError);
}

/** Says where two lists of events differ, if they do. */
export function difference(
  observed: readonly Event[],
  expected: readonly Event[],
): string | undefined {
  const isSame = (event: Event, index: number) =>
    event.length === expected[index]?.length &&
    event.every((value, place) => same(value, expected[index]?.[place]));
  if (observed.length === expected.length && observed.every(isSame)) {
    return undefined;
  }
  const list = (events: readonly Event[]) =>
    events.map((event) => `\n  ${event.map(show).join(" ")}`).join("");
  return `\nexpected:${list(expected)}\nobserved:${list(observed)}`;
}

function same(observed: unknown, expected: unknown): boolean {
  return Like.is(expected)
    ? expected.matches(observed)
    : Object.is(observed, expected);
}

function show(value: unknown): string {
  try {
    if (Like.is(value)) return String(value);
    return typeof value === "string" ? value : Deno.inspect(value, {
      depth: 0,
      compact: true,
    }).split("\n")[0]!;
  } catch {
    return "something hostile";
  }
}
