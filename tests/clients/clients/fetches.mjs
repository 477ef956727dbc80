// Clients that are a `fetch`, or that take one.
import process from "node:process";

/** Reads an answer as users do: a bad status is an error, the body is JSON. */
export async function read(response) {
  if (!response.ok) throw new globalThis.HttpStatusError(response);
  return await response.json();
}

/** How a client is told its time limit, if it has no option of its own. */
export function limited({ signal, timeout }) {
  return timeout ? AbortSignal.timeout(timeout) : signal;
}

const { deno, bun } = process.versions;

// Those of undici wait for ever for the rest of a body in Deno, and the one of
// node-fetch 2, which cross-fetch has, does so in all but Bun.
const ENDLESS_IN_DENO = deno
  ? ["reset_body", "eof_body", "eof_chunk", "bad_gzip", "abort_body"]
  : [];
const ENDLESS_BUT_IN_BUN = bun ? [] : ["reset_body", "eof_body"];

function fetchLike(load, lacks = []) {
  return async () => {
    const fetch = await load();
    const send = async (request) => {
      const { url, headers, init } = request;
      const signal = limited(request);
      return await read(await fetch(url, { headers, ...init?.(), signal }));
    };
    return Object.assign(send, { takesInit: true, lacks });
  };
}

export const fetches = {
  fetch: fetchLike(() => globalThis.fetch),
  "undici 7 fetch": fetchLike(
    async () => (await import("undici-7")).fetch,
    ENDLESS_IN_DENO,
  ),
  "undici 8 fetch": fetchLike(
    async () => (await import("undici")).fetch,
    ENDLESS_IN_DENO,
  ),
  "node-fetch": fetchLike(async () => (await import("node-fetch")).default),
  "cross-fetch": fetchLike(
    async () => (await import("cross-fetch")).default,
    ENDLESS_BUT_IN_BUN,
  ),
  "ky 1": ky("ky-1"),
  "ky 2": ky("ky"),
  async ofetch() {
    const { ofetch } = await import("ofetch");
    return ({ url, headers, signal, timeout }) =>
      ofetch(url, {
        headers,
        signal,
        timeout,
        retry: 0,
        parseResponse: JSON.parse,
      });
  },
  async wretch() {
    const { default: wretch } = await import("wretch");
    return (request) => {
      const { url, headers = {} } = request;
      const signal = limited(request);
      return wretch(url).headers(headers).options({ signal }).get().json();
    };
  },
  async "graphql-request"() {
    const { GraphQLClient } = await import("graphql-request");
    return (request) => {
      const { url, headers } = request;
      const signal = limited(request);
      return new GraphQLClient(url, { headers, signal }).request("{ a }");
    };
  },
  async "openapi-fetch"() {
    const { default: createClient } = await import("openapi-fetch");
    return async (request) => {
      const { url, headers } = request;
      const signal = limited(request);
      const client = createClient({ baseUrl: url });
      const { data, response } = await client.GET("/a", { headers, signal });
      if (!response.ok) throw new globalThis.HttpStatusError(response);
      return data;
    };
  },
};

function ky(name) {
  return async () => {
    const { default: ky } = await import(name);
    return ({ url, headers, signal, timeout = false }) =>
      ky(url, { headers, signal, timeout, retry: 0 }).json();
  };
}
