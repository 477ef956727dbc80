import { raiseForStatus, retryFetch } from "@stamina/retry";

const fetch = retryFetch({ waitJitter: 100, attemptTimeout: 300 });

/** Gets a text, with a `fetch` that tries again if that fails. */
export async function load(url: string): Promise<string> {
  const response = await fetch(url);
  return await raiseForStatus(response).text();
}
