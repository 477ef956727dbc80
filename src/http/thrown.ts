/**
 * The properties that are read from a thrown value.
 *
 * None of them is guaranteed: each may be missing, be of another kind, or throw when
 * it is read.
 */
export interface Thrown extends Answering {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;

  // The errors that it wraps.
  readonly cause?: Thrown;
  readonly networkError?: Thrown;
  readonly detail?: Thrown;
  readonly exception?: Thrown;
  readonly errors?: unknown;

  // What it says about a retry.
  readonly retryable?: unknown;
  readonly isRetryable?: unknown;
  readonly overloaded?: unknown;

  // Where it may keep the response, and the signal.
  readonly response?: Answering;
  readonly $response?: Answering;
  readonly meta?: Answering & { readonly response?: Answering };
  readonly responseHeaders?: unknown;
  readonly config?: { readonly signal?: { readonly reason?: Thrown } };

  // Found only on errors that a server throws for its own clients.
  readonly expose?: unknown;
  readonly unhandled?: unknown;
  readonly getResponse?: unknown;
}

/** What a response has, or an error that describes one. */
export interface Answering {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly headers?: unknown;
}
