import { retryContext, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/**
 * Gets a text, and tries again if that fails, until the caller aborts.
 *
 * The first wait is so long that only an abort ends it.
 */
export async function load(url: string, signal: AbortSignal): Promise<string> {
  return await retryContext(
    { on: transientHttp, waitInitial: 30_000, signal },
    // This one aborts when the caller's does.
    (attempt) => getText(url, attempt.signal),
  );
}
