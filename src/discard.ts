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
  const body = responses.get(error as object)?.body;
  if (body) void cancel(body);
}

async function cancel(body: ReadableStream): Promise<void> {
  try {
    await body.cancel();
  } catch {
    // Somebody reads it after all.
  }
}
