/**
 * A stand-in for `@std/testing/types`: the part that the tests use.
 *
 * @module
 */

/** Whether two types are the same, `any` and `unknown` told apart. */
// Two generic functions are assignable only if the types that they compare with
// are identical. Written out twice: an alias would be compared by its argument.
export type IsExact<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Fails to compile unless the type argument is `true`. */
export function assertType<_Holds extends true>(_holds: true): void {}
