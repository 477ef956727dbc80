import { retry, retryContext, RetryingCaller } from "@stamina/retry";
import type { Contender } from "./contender.ts";

/** This package. Its deadline of 45 seconds is on unless the name denies it. */
export const OURS: readonly Contender[] = [
  {
    name: "**retry**",
    once: (work, { wait, signal }) =>
      retry({
        on: Error,
        waitInitial: wait,
        waitJitter: wait,
        ...signal && { signal },
      })(work),
    each: (work, { wait }) => (state) =>
      retry({ on: Error, waitInitial: wait, waitJitter: wait })(work)(state),
    follows: true,
    expires: true,
  },
  {
    name: "**retry**, `timeout: null`",
    once: (work, { wait, signal }) =>
      retry({
        on: Error,
        timeout: null,
        waitInitial: wait,
        waitJitter: wait,
        ...signal && { signal },
      })(work),
    follows: true,
  },
  {
    name: "**retryContext**, a block",
    once: (work, { wait, signal }) => {
      const options = {
        on: Error,
        waitInitial: wait,
        waitJitter: wait,
        ...signal && { signal },
      };
      return (state) => retryContext(options, () => work(state));
    },
    each: (work, { wait }) => (state) =>
      retryContext(
        { on: Error, waitInitial: wait, waitJitter: wait },
        () => work(state),
      ),
    follows: true,
    expires: true,
  },
  {
    name: "**RetryingCaller**",
    once: (work, { wait, signal }) => {
      const call = new RetryingCaller({
        waitInitial: wait,
        waitJitter: wait,
        ...signal && { signal },
      }).on(Error);
      return (state) => call(work, state);
    },
    follows: true,
    expires: true,
  },
];
