import { retryContext, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/** Gets a text, and tries again if that fails. */
export async function load(url: string): Promise<string> {
  return await retryContext(
    { on: transientHttp, waitJitter: 100, attemptTimeout: 300 },
    // The signal ends the request of an attempt that has timed out.
    ({ signal }) => getText(url, signal),
  );
}
