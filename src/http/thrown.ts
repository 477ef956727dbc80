/**
 * What is looked at in something that was thrown.
 *
 * Nobody promises any of it: each may be missing, of another kind, or throw when
 * it is read.
 */
export interface Thrown extends Answering {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;

  // What lies beneath.
  readonly cause?: Thrown;
  readonly networkError?: Thrown;
  readonly detail?: Thrown;
  readonly exception?: Thrown;
  readonly errors?: unknown;

  // What it says of a retry.
  readonly retryable?: unknown;
  readonly isRetryable?: unknown;
  readonly overloaded?: unknown;

  // Where it keeps the answer, and the signal, if it does.
  readonly response?: Answering;
  readonly $response?: Answering;
  readonly meta?: Answering & { readonly response?: Answering };
  readonly responseHeaders?: unknown;
  readonly config?: { readonly signal?: { readonly reason?: Thrown } };

  // What only the errors have that a server throws for its own clients.
  readonly expose?: unknown;
  readonly unhandled?: unknown;
  readonly getResponse?: unknown;
}

/** What an answer has, or an error that tells of one. */
export interface Answering {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly headers?: unknown;
}
