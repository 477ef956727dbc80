import { given } from "../lib/given.ts";
import type {
  BackoffOptions,
  RetryingCallerOptions,
  RetryOptions,
} from "./options.ts";

/** The options of {@linkcode BackoffOptions}. */
export const BACKOFF_NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set<
  keyof BackoffOptions
>([
  "attempts",
  "timeout",
  "waitInitial",
  "waitMax",
  "waitJitter",
  "waitExpBase",
]);

/** The options of {@linkcode RetryingCallerOptions}. */
export const CALLER_NAMES: ReadonlySet<string> = /* @__PURE__ */ withMore<
  keyof RetryingCallerOptions
>(
  BACKOFF_NAMES,
  "attemptTimeout",
  "signal",
  "budget",
  "name",
  "onRetry",
  "onGiveUp",
);

/** The options of {@linkcode RetryOptions}. */
export const NAMES: ReadonlySet<string> = /* @__PURE__ */ withMore<
  keyof RetryOptions
>(CALLER_NAMES, "on");

// Each list starts with the name of an option. The other names are those in p-retry,
// async-retry, cockatiel, ky and `@std/async`.
const ELSEWHERE: readonly (readonly string[])[] = [
  ["attempts", "retries", "limit", "maxAttempts"],
  ["waitInitial", "minTimeout", "initialDelay"],
  ["waitMax", "maxTimeout", "maxDelay", "backoffLimit"],
  ["waitExpBase", "factor", "multiplier", "exponent"],
  ["waitJitter", "jitter"],
  ["timeout", "maxRetryTime"],
  ["on", "shouldRetry"],
  ["onRetry", "onFailedAttempt"],
];

/**
 * Checks that options are an object without unknown options.
 *
 * @param options The value given.
 * @param names The names of all options.
 * @returns The options, without those that are on `Object.prototype`.
 * @throws {TypeError} If the options are not an object, or one of them is unknown.
 */
export function known<O extends object>(
  options: O,
  names: ReadonlySet<string>,
): O {
  const { prototype } = Object;
  // One by one, as a loop would take longer than the rest of a call.
  const isPolluted = "attempts" in prototype || "timeout" in prototype ||
    "attemptTimeout" in prototype || "waitInitial" in prototype ||
    "waitMax" in prototype || "waitJitter" in prototype ||
    "waitExpBase" in prototype || "signal" in prototype ||
    "budget" in prototype || "name" in prototype || "onRetry" in prototype ||
    "onGiveUp" in prototype || "on" in prototype;
  return given("retry", options, names, isPolluted, adviceOn);
}

// A function, as bundlers keep a spread that nobody needs.
function withMore<Name extends string>(
  names: ReadonlySet<string>,
  ...more: Name[]
): ReadonlySet<string> {
  return new Set([...names, ...more]);
}

/** What to write instead of an option of another library. */
export function adviceOn(
  name: string,
  value: unknown,
  names: ReadonlySet<string>,
): string | undefined {
  const option = ELSEWHERE.find((same) => same.includes(name))?.[0];
  if (option === undefined || !names.has(option)) return undefined;
  // The first call is no retry.
  return name === "retries" && typeof value === "number"
    ? `${option}: ${value + 1}`
    : option;
}
