import { retry, type RetryOptions } from "../../mod.ts";
import type { Server } from "./server.ts";

/** One call: a request that is repeated until it is answered or given up. */
export class Client {
  /** The number of the last attempt, from 1. */
  num = 0;
  /** How long it has waited the last time. */
  lastWait = 0;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Makes an attempt. One that fails has the client as its error, for `on` to see. */
  request(): void {
    this.num++;
    if (!this.#server.request(this.num)) throw this;
  }
}

/**
 * Makes what starts a call, and lets the package's own code repeat it.
 *
 * @param server What takes the requests.
 * @param options How they are repeated.
 */
export function caller(server: Server, options: RetryOptions): () => void {
  const load = retry(options)((client: Client) => client.request());
  return () => {
    load(new Client(server)).catch(() => {});
  };
}
