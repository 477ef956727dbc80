/**
 * A stand-in for `@std/assert`: the part that the tests use.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";

/** Thrown by an assertion that does not hold. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** Asserts that a value is truthy. */
export function assert(value: unknown, message = ""): asserts value {
  if (!value) throw new AssertionError(message);
}

/** Asserts that a value is falsy. */
export function assertFalse(value: unknown, message = ""): void {
  assert(!value, message);
}

/** Asserts that two values are equal all the way down. */
export function assertEquals<T>(actual: T, expected: T, message = ""): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    throw new AssertionError(`${message} ${(error as Error).message}`);
  }
}

/** Asserts that two values are the same one. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message = "",
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `${message} expected ${Deno.inspect(expected)}, got ${
      Deno.inspect(actual)
    }`,
  );
}

/** Asserts that a number is not less than another. */
export function assertGreaterOrEqual(
  actual: number,
  expected: number,
  message = "",
): void {
  assert(actual >= expected, `${message} expected ${actual} >= ${expected}`);
}

/** Asserts that a number is not greater than another. */
export function assertLessOrEqual(
  actual: number,
  expected: number,
  message = "",
): void {
  assert(actual <= expected, `${message} expected ${actual} <= ${expected}`);
}

/** Asserts that a string matches. */
export function assertMatch(actual: string, expected: RegExp): void {
  assert(expected.test(actual), `expected ${actual} to match ${expected}`);
}

/** Asserts that a string contains another. */
export function assertStringIncludes(actual: string, expected: string): void {
  assert(
    actual.includes(expected),
    `expected ${JSON.stringify(actual)} to include ${JSON.stringify(expected)}`,
  );
}

// deno-lint-ignore no-explicit-any -- a class is asked for its instances only
type Class<T> = abstract new (...args: any[]) => T;

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expected: Class<T>,
): asserts actual is T {
  assert(
    actual instanceof expected,
    `expected an instance of ${expected.name}, got ${Deno.inspect(actual)}`,
  );
}

function checkError<E extends Error>(
  error: unknown,
  expected: Class<E>,
  included: string | undefined,
): E {
  assertInstanceOf(error, expected);
  if (included !== undefined) assertStringIncludes(error.message, included);
  return error;
}

/** Asserts that a function throws an error of a class. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  expected: Class<E> = Error as unknown as Class<E>,
  included?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, expected, included);
  }
  throw new AssertionError("expected function to throw");
}

/** Asserts that a function returns a promise that rejects with an error of a class. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  expected: Class<E> = Error as unknown as Class<E>,
  included?: string,
): Promise<E> {
  const promise = fn();
  try {
    await promise;
  } catch (error) {
    return checkError(error, expected, included);
  }
  throw new AssertionError("expected function to reject");
}
