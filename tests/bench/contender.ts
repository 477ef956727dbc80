import type { Work } from "./work.ts";

/** How it is called. At most 10 attempts, at any error, with waits that double. */
export interface Plan {
  /** The first wait, in milliseconds. */
  readonly wait: number;
  /** The deadline of the whole call, in milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * One way to retry.
 *
 * Each has closures of its own, so that engines optimize them one by one.
 */
export interface Contender {
  readonly name: string;
  /** Prepares calls whose options are given once. */
  readonly once: (work: Work, plan: Plan) => Work;
  /** Prepares calls to which options are given each time. */
  readonly each?: (work: Work, plan: Plan) => Work;
  /** Whether it takes a signal. */
  readonly follows?: boolean;
  /** Whether it can abandon a call at a deadline. */
  readonly expires?: boolean;
}
