import type { Policy } from "../../src/options/policy.ts";
import { Run } from "../../src/core/run.ts";
import type { Server } from "./server.ts";

/**
 * One call: a request that is repeated until it is answered or given up.
 *
 * All but the request itself is the package's own code. A failed attempt has the
 * client as its error, so that `on` gets to see it.
 */
export class Client extends Run {
  /** How long it has waited the last time. */
  lastWait = 0;
  readonly #server: Server;

  constructor(policy: Policy, server: Server) {
    super({
      policy,
      named: { name: "request", method: undefined },
      self: undefined,
      args: [],
      signal: undefined,
      started: Date.now(),
      attempt: undefined,
      isOver: false,
    });
    this.#server = server;
    policy.budget?.deposit(Date.now());
  }

  /** Makes the first attempt. */
  start(): void {
    this.attemptOnce();
  }

  watch(): void {}

  protected attemptOnce(): void {
    if (this.#server.request(this.num)) return this.end();
    try {
      this.plan(this);
    } catch {
      return this.end();
    }
    this.retry();
  }

  protected interrupt(): void {
    throw new Error("no attempt takes any time here");
  }

  reject(): void {
    throw new Error("nothing ends a call but its last attempt here");
  }
}
