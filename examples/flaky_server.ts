/** How the server deals with an attempt to reach it. */
export type Mood = "refuse" | "unavailable" | "hang" | "answer";

/** A server on this machine that is not to be relied on. */
export class FlakyServer implements AsyncDisposable {
  readonly url: string;
  /** How many requests have arrived. */
  requests = 0;

  readonly #moods: readonly Mood[];
  readonly #port: number;
  readonly #closing: PromiseWithResolvers<void> = Promise.withResolvers();
  #server: Deno.HttpServer | undefined;

  /** Listens at once, unless the first mood is to refuse the connection. */
  constructor(moods: readonly Mood[]) {
    this.#moods = moods.filter((mood) => mood !== "refuse");
    this.#port = freePort();
    this.url = `http://127.0.0.1:${this.#port}/`;
    if (moods[0] !== "refuse") this.listen();
  }

  /** Listens from now on. */
  listen(): void {
    const options = { hostname: "127.0.0.1", port: this.#port };
    this.#server ??= Deno.serve(
      { ...options, onListen() {} },
      () => this.#respond(),
    );
  }

  async #respond(): Promise<Response> {
    const mood = this.#moods[this.requests++];
    if (mood === "answer") return new Response("Hello!");
    if (mood === "hang") await this.#closing.promise;
    return new Response("Not now", { status: 503 });
  }

  /** Ends what hangs, and stops to listen. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.resolve();
    await this.#server?.shutdown();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
