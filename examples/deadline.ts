import { retryContext, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/** Gets a text within 800 ms, attempts and waits together, or fails then. */
export async function load(url: string): Promise<string> {
  return await retryContext(
    { on: transientHttp, waitJitter: 100, timeout: 800 },
    ({ signal }) => getText(url, signal),
  );
}
