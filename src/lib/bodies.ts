import { shared } from "./shared_state.ts";

// A body that nobody reads keeps its connection busy, so it is cancelled, but only
// when nobody can see the error that holds it any more.

/** A response that an error holds. */
interface Held {
  readonly response: Response;
  /** How many calls may still show the error to somebody. */
  holders: number;
}

// How many errors are looked at: the error itself, its causes, and the errors of
// an `AggregateError`.
const MOST = 8;

/** The properties that are read from a thrown value. */
interface Failure {
  readonly cause?: unknown;
  readonly errors?: unknown;
}

let responses: WeakMap<object, Held> | undefined;

/** Notes that an error holds a response. */
export function noteResponse(error: object, response: Response): void {
  known().set(error, { response, holders: 0 });
}

/** The response that an error holds, if it holds one. */
export function responseOf(error: object): Response | undefined {
  return known().get(error)?.response;
}

/** Keeps the bodies that an error holds, as somebody may still see the error. */
export function holdBodies(error: unknown): void {
  for (const held of heldBy(error)) held.holders++;
}

/** Ends what {@linkcode holdBodies} began: cancels what nobody else holds. */
export function releaseBodies(error: unknown): void {
  for (const held of heldBy(error)) {
    if (--held.holders === 0) void cancel(held.response);
  }
}

/**
 * Cancels the bodies that an error holds, unless a call may still show the error.
 */
export function discardBodies(error: unknown): void {
  holdBodies(error);
  releaseBodies(error);
}

function known(): WeakMap<object, Held> {
  return responses ??= shared("responses", () => new WeakMap());
}

function heldBy(error: unknown): Held[] {
  const found: Held[] = [];
  const failures = [error as Failure | null | undefined];
  try {
    for (let num = 0; num < Math.min(failures.length, MOST); num++) {
      const failure = failures[num];
      const held = known().get(failure!);
      if (held) found.push(held);
      // Fast for most errors, as they have no cause.
      if (failure?.cause) failures.push(failure.cause);
      if (Array.isArray(failure?.errors)) {
        failures.push(...failure.errors.slice(0, MOST));
      }
    }
  } catch {
    // If an error throws when it is inspected, what was found so far counts.
  }
  return found;
}

async function cancel(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // Somebody reads the body after all, or the response is a mock without a body.
  }
}
