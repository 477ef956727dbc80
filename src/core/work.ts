/** What is retried: a function, or code that asks for its attempts. */
export interface Work {
  /** Whether an attempt can be abandoned while its code still runs. */
  readonly canAbandon: boolean;
  /** Makes the next attempt, now that the wait before it is over. */
  resume(): void;
  /** Settles the call with an error. */
  reject(error: unknown): void;
}
