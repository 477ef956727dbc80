// A Worker that calls itself over a service binding, with a `fetch` that retries.
import { retryFetch } from "../../mod.ts";

interface Env {
  SERVICE: { fetch: typeof fetch };
}

let load: typeof fetch | undefined;
let requests = 0;

async function answer(request: Request): Promise<Response> {
  requests++;
  const text = `${request.method} ${await request.text()}`;
  return new Response(text, { status: requests % 3 === 0 ? 200 : 503 });
}

/** Makes requests in one call of the Worker. */
async function make({ SERVICE }: Env): Promise<string[]> {
  // One for all calls, with the binding of the first.
  load ??= retryFetch({
    fetch: SERVICE.fetch.bind(SERVICE),
    waitInitial: 1,
    waitJitter: 0,
  });
  const url = "http://service/";
  const { signal } = new AbortController();
  const init = { method: "PUT", body: "body", cf: { cacheTtl: 5 }, signal };
  const responses = [
    await load(url, init as RequestInit),
    await load(new Request(url, init as RequestInit)),
    // A request is often passed on like this.
    await load(url, new Request("http://other/", init) as RequestInit),
  ];
  return await Promise.all(responses.map((response) => response.text()));
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { hostname } = new URL(request.url);
    if (hostname === "service") return await answer(request);
    return Response.json(await make(env));
  },
  async test(_: unknown, { SERVICE }: Env): Promise<void> {
    const bodies: unknown[] = [];
    for (let call = 0; call < 3; call++) {
      bodies.push(await (await SERVICE.fetch("http://main/")).json());
    }
    console.log(`result ${JSON.stringify({ bodies, requests })}`);
  },
};
