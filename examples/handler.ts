import { retry, transientHttp } from "@stamina/retry";
import { getText } from "./http.ts";

// One wrapper at the top of a module serves all requests. It reads the signal of
// each off its arguments.
const load = retry({
  on: transientHttp,
  timeout: 10_000,
  signal: (_url: string, signal: AbortSignal) => signal,
})(getText);

/** Answers with what another service says, until the client goes away. */
export async function handle(
  request: Request,
  upstream: string,
): Promise<Response> {
  try {
    return new Response(await load(upstream, request.signal));
  } catch (error) {
    console.error(error);
    return new Response("Bad gateway", { status: 502 });
  }
}
