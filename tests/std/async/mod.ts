/**
 * A stand-in for `@std/async`: the part that the tests use.
 *
 * @module
 */
export { delay, type DelayOptions } from "./delay.ts";
