import {
  raiseForStatus,
  retry,
  RetryBudget,
  transientHttp,
} from "@stamina/retry";

/** What the Worker is bound to: another Worker, say. */
interface Env {
  UPSTREAM: { fetch(request: Request): Promise<Response> };
}

// At the top of the module, as these serve all requests of an isolate. Nothing of
// a request is kept in them.
const budget = new RetryBudget({ minPerSecond: 1 });
const load = retry({
  on: transientHttp,
  timeout: 10_000,
  budget,
  signal: (request: Request) => request.signal,
})(async (request: Request, { UPSTREAM }: Env): Promise<string> => {
  const response = await UPSTREAM.fetch(new Request(request.url));
  return await raiseForStatus(response).text();
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
