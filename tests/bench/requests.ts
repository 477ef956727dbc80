import { retryContext, retryFetch, transientHttp } from "@stamina/retry";

/** How long requests took in each round, in nanoseconds each. */
export interface Requests {
  readonly name: string;
  readonly ns: number[];
}

/** The clients that are measured, with what they are called here. */
export interface Clients {
  // deno-lint-ignore no-explicit-any -- each has a type of its own
  readonly [name: string]: any;
}

/** Makes one request, and reads the answer. */
type Send = (url: string) => Promise<string>;

// Many that are short: a busy machine spoils only some of them.
const ROUNDS = 80;
const REQUESTS = 40;

/** What all are compared with: the least that a deadline takes. */
export const BASELINE = "`fetch` with a signal and a timer of its own";

/**
 * Makes requests in every way in turns, one after the other.
 *
 * @param url A server on this machine.
 * @param clients The packages.
 */
export async function measureRequests(
  url: string,
  clients: Clients,
): Promise<Requests[]> {
  const ways = Object.entries(toWays(clients));
  const measured = ways.map(([name]) => ({ name, ns: [] as number[] }));
  const broken = new Set<string>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const index of shuffled(ways.length)) {
      const [name, send] = ways[index]!;
      if (broken.has(name)) continue;
      try {
        const start = performance.now();
        for (let left = REQUESTS; left > 0; left--) {
          if (await send(url) !== "Hello!") throw new Error(name);
        }
        const ns = (performance.now() - start) * 1e6 / REQUESTS;
        // The first round warms up.
        if (round > 0) measured[index]!.ns.push(ns);
      } catch {
        // Not everything runs everywhere.
        broken.add(name);
      }
    }
  }
  return measured.filter(({ name }) => !broken.has(name));
}

function toWays(
  { axios, fetchRetry, got, ky, ofetch, undici }: Clients,
): Record<string, Send> {
  const again = retryFetch();
  const { signal } = new AbortController();
  const options = { on: transientHttp };
  const retrying = fetchRetry(globalThis.fetch, { retries: 9 });
  const agent = new undici.RetryAgent(new undici.Agent());
  return {
    [BASELINE]: withTimer,
    "`fetch` alone": async (url) => await (await fetch(url)).text(),
    "**`retryFetch`**": async (url) => await (await again(url)).text(),
    "**`retryFetch`**, with a signal of the caller": async (url) =>
      await (await again(url, { signal })).text(),
    "**`retryContext`**, with its signal": (url) =>
      retryContext(
        options,
        async ({ signal }) => await (await fetch(url, { signal })).text(),
      ),
    "ofetch": (url) => ofetch(url, { responseType: "text", retry: 9 }),
    "ky": (url) => ky(url).text(),
    "fetch-retry": async (url) => await (await retrying(url)).text(),
    "RetryAgent of undici": async (url) =>
      await (await undici.request(url, { dispatcher: agent })).body.text(),
    "got": (url) => got(url).text(),
    "axios": async (url) => (await axios.get(url, { timeout: 45_000 })).data,
  };
}

async function withTimer(url: string): Promise<string> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 45_000);
  try {
    const response = await fetch(url, { signal: controller.signal });
    return await response.text();
  } finally {
    clearTimeout(timer);
  }
}

function shuffled(length: number): number[] {
  return Array.from({ length }, (_, index) => ({ index, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ index }) => index);
}
