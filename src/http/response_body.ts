/** Cancels a body that nobody is going to read, so that its connection is free. */
export function cancelBody(response: Response): void {
  try {
    // The body of a response of node-fetch is a Node.js stream.
    const body = response.body as ReadableStream & { destroy?(): void } | null;
    if (typeof body?.cancel !== "function") return body?.destroy?.();
    body.cancel().catch(() => {});
  } catch {
    // It is a mock.
  }
}

/** The same answer, for callers who must not get a body that was cancelled. */
export function withoutBody(
  { status, statusText, headers, url }: Response,
): Response {
  const response = new Response(null, { status, statusText, headers });
  const descriptor = { __proto__: null, value: url };
  return Object.defineProperty(response, "url", descriptor);
}
