import { BY_HAND } from "./by_hand.ts";
import type { Contender } from "./contender.ts";
import { growth } from "./growth.ts";
import { OURS } from "./ours.ts";
import { type Packages, toPeers } from "./peers.ts";
import { onOneSignal } from "./signal.ts";
import { type Mitata, timeAll } from "./time.ts";
import { waiting } from "./waiting.ts";

/** What to measure, of whom. */
export interface Task {
  readonly what: "time" | "waiting" | "growth" | "signal";
  readonly who?: string;
  /** How many calls, at most. */
  readonly calls?: number;
  /** Whether they follow a signal that lives on. */
  readonly signal?: boolean;
}

/** The program that runtimes with a console run; workerd only tells the time. */
export function measure(
  { what, who, calls = 0, signal }: Task,
  packages: Packages & { mitata: Mitata },
): Promise<unknown> {
  if (what === "time") return timeAll(packages);

  const contender = [...OURS, BY_HAND, TIMER, ...toPeers(packages)]
    .find(({ name }) => name === who)!;
  const followed = signal ? new AbortController().signal : undefined;
  switch (what) {
    case "waiting":
      return waiting(contender, calls, followed);
    case "growth":
      return growth(contender, calls, followed);
    case "signal":
      return onOneSignal(contender, calls);
  }
}

/** Only the wait, without anything to retry: the least that can be. */
const TIMER: Contender = {
  name: "bare `setTimeout` promise",
  once: (_, { wait }) => () =>
    new Promise((resolve) => setTimeout(resolve, wait)),
};
