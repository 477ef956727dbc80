import { retryContext } from "@stamina/retry";
import { getText, isTemporary } from "./http.ts";

/** Gets a text, and tries again if that fails. */
export async function load(url: string): Promise<string> {
  const attempts = retryContext({
    on: isTemporary,
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
  throw new Error("unreachable");
}
