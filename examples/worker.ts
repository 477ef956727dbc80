import { retry } from "@stamina/retry";
import { HttpError, isTemporary } from "./http.ts";

/** What the Worker is bound to: another Worker, say. */
interface Env {
  UPSTREAM: { fetch(request: Request): Promise<Response> };
}

// At the top of the module, as one wrapper serves all requests. Nothing of a
// request is kept in it.
const load = retry({
  on: isTemporary,
  timeout: 10_000,
  signal: (request: Request) => request.signal,
})(async (request: Request, { UPSTREAM }: Env): Promise<string> => {
  const response = await UPSTREAM.fetch(new Request(request.url));
  if (response.ok) return await response.text();
  await response.body?.cancel();
  throw new HttpError(response.status);
});

// `request.signal` needs the compatibility flag `enable_request_signal`.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return new Response(await load(request, env));
    } catch (error) {
      console.error(error);
      return new Response("Bad gateway", { status: 502 });
    }
  },
};
