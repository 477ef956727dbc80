/** A server that fails as often as it is told to, but for files that it has. */
export class Upstream implements AsyncDisposable {
  /** How many requests fail before others are answered. */
  failures = 0;
  /** How many have arrived. */
  requests = 0;
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(folder?: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      ({ url }) => {
        const [, name, type] = url.match(/([^/]+\.(html|js))$/) ?? [];
        return folder && name && type
          ? serveFile(`${folder}/${name}`, type)
          : this.#respond();
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  #respond(): Response {
    return ++this.requests > this.failures
      ? new Response("Hello!")
      : new Response("Not now", { status: 503 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

async function serveFile(path: string, type: string): Promise<Response> {
  const headers = {
    "content-type": type === "js" ? "text/javascript" : "text/html",
  };
  return new Response(await Deno.readFile(path), { headers });
}

/** Starts a program that prints the address at which it listens. */
export async function startServer(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ url: string; child: Deno.ChildProcess } & AsyncDisposable> {
  const child = new Deno.Command(command, {
    args,
    env: { ...env, PORT: "0", NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Deno prints it to stderr, and Bun to stdout.
  const url = await Promise.any([
    addressIn(child.stdout),
    addressIn(child.stderr),
  ]);
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
    },
  };
}

/** The first address in a stream, which is read to its end. */
async function addressIn(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const { promise, resolve } = Promise.withResolvers<string>();
  const end = (async () => {
    let text = "";
    for await (const chunk of stream) {
      text += decoder.decode(chunk);
      const [url] = text.match(/http:\/\/127\.0\.0\.1:\d+\b/) ?? [];
      if (url) resolve(url);
    }
    throw new Error(`No address: ${text}`);
  })();
  return await Promise.race([promise, end]);
}
