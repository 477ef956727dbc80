// The ways to make a call that `fetch`es, each held to the signal of its attempt.
import {
  raiseForStatus,
  retry,
  retryContext,
  RetryingCaller,
  type RetryingCallerOptions,
  transientHttp,
} from "../../mod.ts";
import type { Call } from "./call.ts";
import type { Watch } from "./watch.ts";

/** Makes one call. */
export type Form = (
  options: RetryingCallerOptions,
  call: Call,
  signal: AbortSignal,
) => Promise<string>;

/** The ways, for one client. */
export function formsOf(proxy: string, watch: Watch): Form[] {
  async function load(call: Call, signal: AbortSignal): Promise<string> {
    const num = watch.beginAttempt(call);
    const response = await fetch(`${proxy}/${call.id}/${num}`, { signal });
    return await raiseForStatus(response).text();
  }

  return [
    (options, call, signal) =>
      retry({
        ...options,
        on: transientHttp,
        signal: (_: Call, signal: AbortSignal) => signal,
      })(load)(call, signal),
    (options, call, signal) =>
      retryContext(
        { ...options, on: transientHttp, signal },
        (attempt) => load(call, attempt.signal),
      ),
    (options, call, signal) =>
      new RetryingCaller({ ...options, signal })
        .call(transientHttp, load, call, signal),
    async (options, call, signal) => {
      const attempts = retryContext({ ...options, on: transientHttp, signal });
      for await (const attempt of attempts) {
        attempt.signal.addEventListener("abort", () => watch.stop(call));
        try {
          return await load(call, attempt.signal);
        } catch (error) {
          attempt.fail(error);
        }
      }
      throw new Error("unreachable");
    },
  ];
}
