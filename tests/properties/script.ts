/** All that happens to one call, as plain data. */
export interface Script<S extends Step = Step> {
  readonly options: Options;
  /** Whether lengths of time are given as objects, as of Temporal. */
  readonly objects: boolean;
  /** The classes to retry on, or that a hook answers as each step says. */
  readonly on: "hook" | readonly string[];
  readonly signal: "none" | "given" | "of arguments";
  /** Whether it has a budget, which never allows a retry. */
  readonly budget: boolean;
  readonly mode: Mode;
  readonly hooks: readonly HookKind[];
  /** What each attempt does; attempts after the last do nothing special. */
  readonly steps: readonly S[];
  readonly abort: Moment | "before" | null;
  /** When the clock jumps, and how many milliseconds forward. */
  readonly jumps: readonly { readonly when: Moment; readonly by: number }[];
  /** What the clock says each time that it is read, over and over. */
  readonly clock?: readonly number[];
}

/** What one attempt does, as far as it matters to whether it is retried. */
export interface Step {
  /** The name of the error that it fails with, if it does. */
  readonly error: string;
  /** What a hook says about that. */
  readonly answer: Answer;
}

/** A verdict, a wait, something wrong, or something thrown. */
export type Answer =
  | boolean
  | number
  | { readonly wrong: string }
  | { readonly throws: string };

/** The options of the same names, with all lengths of time in milliseconds. */
export interface Options {
  readonly attempts?: number | null | undefined;
  readonly timeout?: number | null | undefined;
  readonly attemptTimeout?: number | null | undefined;
  readonly waitInitial?: number;
  readonly waitMax?: number;
  readonly waitJitter?: number;
  readonly waitExpBase?: number;
}

/** Whether retries are on, and how. */
export type Mode =
  | { readonly is: "on" }
  | { readonly is: "off" }
  | {
    readonly is: "testing";
    readonly attempts: number;
    readonly cap: boolean;
  };

/** What a hook for retries does. */
export type HookKind = typeof HOOK_KINDS[number];
export const HOOK_KINDS = [
  "returns a disposable",
  "returns a disposable that throws",
  "returns nothing",
  "returns junk",
  "throws",
  "rejects",
] as const;

/** Whether a hook of that kind returns something to dispose. */
export function isDisposable(kind: HookKind): boolean {
  return kind.startsWith("returns a disposable");
}

/** Some milliseconds after the start, or inside of a callback. */
export type Moment = number | {
  readonly inside: typeof PLACES[number];
  /** The number of the attempt. */
  readonly num: number;
};
export const PLACES = [
  "the attempt",
  "on",
  "the retry hook",
  "the disposable",
  "the give-up hook",
] as const;

/** Whether it is that moment, inside of a callback. */
export function isNow(
  when: Moment | string | null,
  inside: string,
  num: number,
): boolean {
  return typeof when === "object" && when?.inside === inside &&
    when.num === num;
}

/** What the signals abort with. */
export const REASON: unknown = Object.freeze(["the reason of the signal"]);
