/** The responses that errors hold. */
export const responses: WeakMap<object, Response> = new WeakMap();

/**
 * Cancels the body of the response that an error holds, if it holds one.
 *
 * Otherwise a body that nobody reads would keep its connection busy.
 *
 * @param error What was thrown, and is to be retried.
 */
export function discard(error: unknown): void {
  const response = responses.get(error as object);
  if (response) void cancel(response);
}

async function cancel(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // Somebody reads it after all, or it is a mock that has no such thing.
  }
}
