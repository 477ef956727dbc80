import { retry, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

/** A client that tries again if a request fails. */
export class Client {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  @retry({ on: transientHttp, waitJitter: 100, attemptTimeout: 300 })
  async load(): Promise<string> {
    // The method does not see that an attempt has timed out. Its request is to
    // end by itself then, soon after.
    return await getText(this.#url, AbortSignal.timeout(400));
  }
}
