/** An answer whose status is not a good one. `fetch` itself takes any status. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = "HttpError";
    this.status = status;
  }
}

/** Whether it may help to try again. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof HttpError) {
    return error.status === 429 || error.status >= 500;
  }
  // What `fetch` throws without an answer. A bug in the code may be one, too.
  return error instanceof TypeError;
}

/** Gets a text, or throws: a `TypeError` without an answer, an `HttpError` with a bad one. */
export async function getText(
  url: string,
  signal: AbortSignal | null = null,
): Promise<string> {
  const response = await fetch(url, { signal });
  if (response.ok) return await response.text();
  // A body that nobody reads would keep the connection busy.
  await response.body?.cancel();
  throw new HttpError(response.status);
}
