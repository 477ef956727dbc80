import {
  adviceOn,
  BACKOFF_NAMES,
  CALLER_NAMES,
  known,
  NAMES,
} from "./names.ts";
import { given } from "../lib/given.ts";
import type { RetryBudget } from "../budget/retry_budget.ts";
import { type Duration, isWait, toMilliseconds } from "../lib/duration.ts";
import type { Ledger } from "../budget/ledger.ts";
import { ledgers } from "../budget/ledgers.ts";
import type { GiveUpHook, RetryHook } from "../hooks/details.ts";
import { type CheckedOn, toOn } from "./on.ts";
import type {
  BackoffOptions,
  RetryingCallerOptions,
  RetryOptions,
} from "./options.ts";
import {
  blameCaller,
  type WayIn,
  wrongKind,
  wrongNumber,
} from "../lib/messages.ts";

/**
 * Checked options: numbers are milliseconds or counts, `Infinity` means no limit.
 */
export interface BackoffPolicy {
  readonly attempts: number;
  readonly timeout: number;
  readonly waitInitial: number;
  readonly waitMax: number;
  readonly waitJitter: number;
  readonly waitExpBase: number;
  /** Whether waits are skipped, as they are in testing mode. */
  readonly instant: boolean;
}

/** A {@linkcode BackoffPolicy} of calls. */
export interface CallerPolicy extends BackoffPolicy {
  readonly attemptTimeout: number;
  readonly signal:
    | AbortSignal
    // deno-lint-ignore no-explicit-any -- the arguments are the caller's own
    | ((...args: any[]) => unknown)
    | undefined;
  readonly budget: Ledger | undefined;
  readonly name: string | undefined;
  readonly onRetry: RetryHook | undefined;
  readonly onGiveUp: GiveUpHook | undefined;
  /** Whether hooks are not told, as while retrying is off. */
  readonly silent: boolean;
}

/** A {@linkcode CallerPolicy} that knows which failures it retries. */
export interface Policy extends CallerPolicy {
  readonly on: CheckedOn;
}

/**
 * Checks options that say which failures to retry.
 *
 * @param options The options given.
 * @param wayIn The function that the user gave them to.
 */
export function toPolicy(options: RetryOptions, wayIn?: WayIn): Policy {
  return check(options, NAMES, wayIn, toOn);
}

/** Checks options that leave it to each call which failures to retry. */
export function toCallerPolicy(
  options: RetryingCallerOptions,
  wayIn?: WayIn,
): CallerPolicy {
  return check(options, CALLER_NAMES, wayIn, toNothing);
}

/** Checks options that only say how long to wait, and how often. */
export function toBackoffPolicy(
  options: BackoffOptions,
  wayIn?: WayIn,
): BackoffPolicy {
  try {
    const checked = given("retry", options, BACKOFF_NAMES, undefined, adviceOn);
    // No caller waits for the result.
    return toBackoffs(checked, null);
  } catch (error) {
    throw blameCaller(error, wayIn);
  }
}

function toNothing(): void {}

function check<O>(
  options: RetryingCallerOptions,
  names: ReadonlySet<string>,
  wayIn: WayIn | undefined,
  toCheckedOn: (on: unknown) => O,
): CallerPolicy & { readonly on: O } {
  try {
    const checked: Partial<RetryOptions> = known(options, names);
    const { attemptTimeout = null, signal, budget, name } = checked;
    const { onRetry, onGiveUp, on } = checked;
    const { attempts, timeout, waitInitial, waitMax, waitJitter, waitExpBase } =
      toBackoffs(checked, 45_000);

    return {
      attempts,
      timeout,
      attemptTimeout: toLimit("attemptTimeout", attemptTimeout),
      waitInitial,
      waitMax,
      waitJitter,
      waitExpBase,
      signal: typeof signal === "function" ? signal : toSignal(signal),
      budget: budget === undefined ? undefined : toLedger(budget),
      name: toOptional("name", "string", name),
      onRetry: toOptional("onRetry", "function", onRetry),
      onGiveUp: toOptional("onGiveUp", "function", onGiveUp),
      instant: false,
      silent: false,
      on: toCheckedOn(on),
    };
  } catch (error) {
    throw blameCaller(error, wayIn);
  }
}

function toBackoffs(
  options: BackoffOptions,
  defaultTimeout: Duration | null,
): BackoffPolicy {
  const {
    attempts = 10,
    timeout = defaultTimeout,
    waitInitial = 100,
    waitMax = 45_000,
    waitJitter = 1_000,
    waitExpBase = 2,
  } = options;
  return {
    attempts: toAttempts(attempts),
    timeout: toLimit("timeout", timeout),
    waitInitial: toWait("waitInitial", waitInitial),
    waitMax: toWait("waitMax", waitMax),
    waitJitter: toWait("waitJitter", waitJitter),
    waitExpBase: toBase(waitExpBase),
    instant: false,
  };
}

function toAttempts(value: number | null): number {
  const most = value ?? Infinity;
  const isCount = Number.isInteger(most) && most >= 1;
  if (most === Infinity || isCount) return most;
  throw wrongOption("attempts", "a positive integer or null", value);
}

function toLimit(name: string, value: Duration | null): number {
  const ms = toMilliseconds(value ?? Infinity);
  if (typeof ms === "number" && ms > 0) return ms;
  const must = "a duration of more than 0 milliseconds, or null for no limit";
  throw wrongOption(name, must, ms);
}

function toWait(name: string, value: Duration): number {
  const ms = toMilliseconds(value);
  if (isWait(ms)) return ms;
  throw wrongOption(name, "a finite duration of at least 0 milliseconds", ms);
}

function toBase(value: number): number {
  if (Number.isFinite(value) && value >= 1) return value;
  throw wrongOption("waitExpBase", "a finite number of at least 1", value);
}

function wrongOption(name: string, must: string, value: unknown): Error {
  return wrongNumber(`retry as '${name}' must be ${must}`, value);
}

/** Whether there is a limit to the time of a call or an attempt. */
export function isTimed({ timeout, attemptTimeout }: CallerPolicy): boolean {
  return timeout < Infinity || attemptTimeout < Infinity;
}

/**
 * The signal of one call: the policy's own, or the one that its function returns.
 */
export function signalOf(
  { signal }: CallerPolicy,
  args: readonly unknown[],
): AbortSignal | undefined {
  return typeof signal === "function" ? toSignal(signal(...args)) : signal;
}

// Checked by shape, so that polyfills and signals of other realms pass.
function toSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value === null) return undefined;
  const signal = value as AbortSignal;
  if (
    typeof signal.aborted === "boolean" &&
    typeof signal.addEventListener === "function" &&
    typeof signal.removeEventListener === "function"
  ) return signal;
  throw wrongKind(
    "retry as 'signal' must be an AbortSignal, or a function that returns one",
    value,
  );
}

function toLedger(budget: RetryBudget): Ledger {
  const ledger = ledgers().get(budget);
  if (ledger) return ledger;
  throw wrongKind("retry as 'budget' must be a RetryBudget", budget);
}

function toOptional<T>(name: string, kind: string, value: T): T {
  if (value === undefined || typeof value === kind) return value;
  throw wrongKind(`retry as '${name}' must be a ${kind}`, value);
}

/** What `console.log` shows of a policy: the options, and not how they are kept. */
export function shownOf(policy: CallerPolicy): object {
  const { instant: _, silent: __, budget, ...options } = policy;
  return { ...options, budget: budget && "RetryBudget" };
}
