/** An answer whose status is not a good one. `fetch` itself takes any status. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = "HttpError";
    this.status = status;
  }
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
