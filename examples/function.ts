import { retry, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/** Gets a text, and tries again if that fails. */
export const load: (url: string) => Promise<string> = retry({
  on: transientHttp,
  waitJitter: 100,
  attemptTimeout: 300,
})(async function load(url: string): Promise<string> {
  // The function does not see that an attempt has timed out. Its request is to
  // end by itself then, soon after.
  return await getText(url, AbortSignal.timeout(400));
});
