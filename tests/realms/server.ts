/** A server on this machine, and an address that nobody listens at. */
export interface Server extends AsyncDisposable {
  readonly refused: string;
  readonly unavailable: string;
}

/** Starts the server. */
export function serve(): Server {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const refused = `http://127.0.0.1:${free.addr.port}/?key=secret`;
  free.close();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response("try again", {
        status: 503,
        headers: { "access-control-allow-origin": "*" },
      }),
  );
  return {
    refused,
    unavailable: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
