/** What does not change from one order to the next: options, and what may happen. */
export interface Setting {
  readonly name: string;
  readonly mode?: "off" | "testing";
  /** The option, and how many attempts there can be. */
  readonly attempts: number;
  readonly timeout?: number;
  readonly attemptTimeout?: number;
  /** How attempts can go. */
  readonly ways: readonly string[];
  /** What `on` can say. */
  readonly answers: readonly Answer[];
  /** How long attempts can take, in milliseconds, if no timer ends them. */
  readonly durations: readonly number[];
  /** How often, in one order, the signal may abort; there is no signal without. */
  readonly aborts?: number;
  /** Whether the signal can have aborted before the call. */
  readonly abortedBefore?: boolean;
  /** How often it may be switched off, to testing, and back. */
  readonly switches?: number;
  /** How often code may block for a while, or a timer be late. */
  readonly blocks?: number;
  /** How often the consumer may leave. */
  readonly leaves?: number;
  /** Whether attempts may read their signals. */
  readonly reads?: boolean;
}

export type Answer = boolean | number | "throws";

/** What holds for a call, by its options and the mode in which it begins. */
export interface Rules {
  readonly attempts: number;
  readonly timeout: number;
  readonly attemptTimeout: number;
  readonly instant: boolean;
  readonly silent: boolean;
}

export const TESTING_ATTEMPTS = 2;
/** How long something blocks, in milliseconds: longer than the longest wait. */
export const BLOCK = 260;

/** The wait options of all calls. The third wait would be 400 ms without the cap. */
export const WAITS = {
  waitInitial: 100,
  waitMax: 150,
  waitExpBase: 2,
  waitJitter: 0,
} as const;

export function rulesOf(setting: Setting): Rules {
  const { mode, attempts, timeout = Infinity, attemptTimeout = Infinity } =
    setting;
  switch (mode) {
    case "off":
      return {
        attempts: 1,
        timeout,
        attemptTimeout,
        instant: true,
        silent: true,
      };
    case "testing":
      return {
        attempts: TESTING_ATTEMPTS,
        timeout: Infinity,
        attemptTimeout,
        instant: true,
        silent: false,
      };
    default:
      return {
        attempts,
        timeout,
        attemptTimeout,
        instant: false,
        silent: false,
      };
  }
}
