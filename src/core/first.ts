import type { LiveAttempt } from "./attempt.ts";
import type { Named } from "./callee.ts";
import type { Policy } from "../options/policy.ts";

/** The first attempt of a call, which was made without any state. */
export interface First<N extends Named = Named> {
  readonly policy: Policy;
  readonly named: N;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly signal: AbortSignal | undefined;
  /** When it began, if time is limited. */
  readonly started: number;
  /** What the retried code gets to see of it, if it does. */
  readonly attempt: LiveAttempt | undefined;
  /** Whether it has succeeded. */
  readonly isOver: boolean;
}
