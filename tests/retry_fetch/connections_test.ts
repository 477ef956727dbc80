// What a server on this machine sees of requests that are retried: each byte, and
// each connection.
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import { HttpStatusError, retryFetch } from "../../mod.ts";
import { rejection } from "../helpers.ts";

/** A server that counts connections, and answers as it is told. */
class CountingServer implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly open = new Set<Socket>();
  connections = 0;
  #server: Server | undefined;

  static async listen(
    /** The status of each request, or nothing for one that hangs. */
    toStatus: (num: number) => number | undefined,
    body = "the body",
  ): Promise<CountingServer> {
    const counting = new CountingServer();
    const server = createServer(async (request, response) => {
      const sent = await textOf(request);
      counting.requests.push(`${request.method} ${sent}`);
      const status = toStatus(counting.requests.length);
      if (status !== undefined) response.writeHead(status).end(body);
    });
    server.on("connection", (socket) => {
      counting.connections++;
      counting.open.add(socket);
      socket.on("close", () => counting.open.delete(socket));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    counting.#server = server;
    return counting;
  }

  get url(): string {
    const { port } = this.#server?.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** Waits until something is so, but not for ever. */
async function until(isSo: () => boolean): Promise<void> {
  for (let left = 400; left > 0 && !isSo(); left--) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert(isSo());
}

/** A client whose connections end with it. */
function client(): { fetch: typeof fetch } & Disposable {
  const http = Deno.createHttpClient({});
  return {
    fetch: (input, init) => fetch(input, { ...init, client: http }),
    [Symbol.dispose]: () => http.close(),
  };
}

const FAST = { waitInitial: 1, waitJitter: 0 };

Deno.test("retryFetch() keeps no connection of an answer that it retries", async () => {
  await using server = await CountingServer.listen(
    (num) => num % 4 === 0 ? 200 : 503,
    "x".repeat(100_000),
  );
  using own = client();
  const load = retryFetch({ ...FAST, fetch: own.fetch, on: HttpStatusError });

  for (let count = 0; count < 10; count++) {
    await (await load(server.url)).text();
  }

  assertEquals(server.requests.length, 40);
  // They are used again, or closed: only the last one may be open still.
  await until(() => server.open.size <= 1);
});

Deno.test("retryFetch() uses connections again if answers are not retried", async () => {
  await using server = await CountingServer.listen(() => 200);
  using own = client();
  const load = retryFetch({ fetch: own.fetch });

  for (let count = 0; count < 20; count++) {
    await (await load(server.url)).text();
  }

  assertLessOrEqual(server.connections, 2);
});

Deno.test("retryFetch() closes a request that is given up", async () => {
  await using server = await CountingServer.listen(() => undefined);
  using own = client();
  const load = retryFetch({
    ...FAST,
    fetch: own.fetch,
    timeout: 200,
    attemptTimeout: 50,
  });

  const error = await rejection(load(server.url));

  assertEquals((error as DOMException).name, "TimeoutError");
  assert(server.requests.length > 1);
  await until(() => server.open.size === 0);
});

Deno.test("retryFetch() sends each kind of body again, byte for byte", async () => {
  const text = "naïve \0 \r\n 🦕";
  const form = new FormData();
  form.set("field", text);
  const bodies: [name: string, body: () => BodyInit, sent: RegExp][] = [
    ["string", () => text, /🦕$/u],
    ["bytes", () => new TextEncoder().encode(text), /🦕$/u],
    ["Blob", () => new Blob([text]), /🦕$/u],
    ["URLSearchParams", () => new URLSearchParams({ a: "b c" }), /a=b\+c$/],
    ["FormData", () => form, /name="field"/],
  ];
  for (const [name, body, expected] of bodies) {
    for (const asRequest of [false, true]) {
      await using server = await CountingServer.listen(
        (num) => num < 3 ? 503 : 200,
      );
      using own = client();
      const load = retryFetch({ ...FAST, fetch: own.fetch });
      const init = { method: "PUT", body: body() };

      const response = asRequest
        ? await load(new Request(server.url, init))
        : await load(server.url, init);
      await response.text();

      const sent = server.requests.map((request) =>
        request.replaceAll(/----+\d+/g, "")
      );
      assertEquals(sent, Array(3).fill(sent[0]), name);
      assert(expected.test(sent[0] ?? ""), `${name}: ${sent[0]}`);
    }
  }
});

Deno.test("retryFetch() sends a stream once, and returns what it is answered", async () => {
  await using server = await CountingServer.listen(() => 503);
  using own = client();
  const load = retryFetch({ ...FAST, fetch: own.fetch });

  const response = await load(server.url, {
    method: "PUT",
    body: new Blob(["streamed"]).stream(),
  });

  assertEquals(response.status, 503);
  assertEquals(await response.text(), "the body");
  assertEquals(server.requests, ["PUT streamed"]);
});
