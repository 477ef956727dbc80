import { BY_HAND } from "./by_hand.ts";
import type { Contender } from "./contender.ts";
import { countAll } from "./counts.ts";
import { growth } from "./growth.ts";
import { OURS } from "./ours.ts";
import { type Packages, toPeers } from "./peers.ts";
import { onOneSignal } from "./signal.ts";
import { type Mitata, timeAll } from "./time.ts";
import { waiting } from "./waiting.ts";

/** What to measure, of whom. */
export interface Task {
  readonly what:
    | "time"
    | "counts"
    | "waiting"
    | "growth"
    | "signal"
    | "requests";
  readonly who?: string;
  /** How many calls, at most. */
  readonly calls?: number;
  /** Whether they follow a signal that lives on. */
  readonly signal?: boolean;
}

/** The program of runtimes with a console. */
export function measure(
  { what, who, calls = 0, signal }: Task,
  packages: Packages & { mitata: Mitata },
): Promise<unknown> {
  const contenders = [...OURS, BY_HAND, TIMER, ...toPeers(packages)];
  const contender = contenders.find(({ name }) => name === who)!;
  switch (what) {
    case "time":
      return timeAll(packages);
    case "counts":
      return countAll();
    case "waiting":
      return waiting(contender, calls, signal);
    case "growth":
      return growth(contenders);
    case "signal":
      return onOneSignal(contender, calls);
    case "requests":
      throw new Error("Only Workers serve requests");
  }
}

/** Only the wait, without anything to retry: the least that can be. */
const TIMER: Contender = {
  name: "bare `setTimeout` promise",
  once: (_, { wait }) => () =>
    new Promise((resolve) => setTimeout(resolve, wait)),
};
