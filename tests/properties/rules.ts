import type { Script } from "./script.ts";

/** What holds for a call in the mode that it begins in. */
export interface Rules {
  readonly attempts: number;
  readonly timeout: number;
  readonly attemptTimeout: number;
  /** Whether no retry is allowed, though it would be made. */
  readonly broke: boolean;
  /** Whether it does not wait. */
  readonly instant: boolean;
  /** Whether hooks are not told. */
  readonly silent: boolean;
}

/** Tells them. */
export function rulesOf({ mode, options, budget }: Script): Rules {
  const { attempts = 10, timeout = 45_000, attemptTimeout } = options;
  const rules = {
    attempts: attempts ?? Infinity,
    timeout: timeout ?? Infinity,
    attemptTimeout: attemptTimeout ?? Infinity,
    broke: budget,
    instant: false,
    silent: false,
  };
  if (mode.is === "off") {
    return { ...rules, attempts: 1, broke: false, instant: true, silent: true };
  }
  if (mode.is === "testing") {
    const most = mode.cap ? rules.attempts : Infinity;
    return {
      ...rules,
      attempts: Math.min(mode.attempts, most),
      timeout: Infinity,
      broke: false,
      instant: true,
    };
  }
  return rules;
}
