import { raiseForStatus } from "@stamina/retry";

/** Gets a text, or throws: an `HttpStatusError` with a bad status. */
export async function getText(
  url: string,
  signal: AbortSignal | null = null,
): Promise<string> {
  const response = await fetch(url, { signal });
  return await raiseForStatus(response).text();
}
