import { retryContext, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/** Gets a text, and tries again if that fails. */
export async function load(url: string): Promise<string> {
  const attempts = retryContext({
    on: transientHttp,
    waitJitter: 100,
    attemptTimeout: 300,
  });
  for await (const attempt of attempts) {
    try {
      return await getText(url, attempt.signal);
    } catch (error) {
      attempt.fail(error);
    }
  }
  throw new Error("unreachable: was attempt.fail() forgotten?");
}
