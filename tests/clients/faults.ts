import { createServer, type Server, type Socket } from "node:net";
import { type Certificate, certificates } from "../tools/certificates.ts";

const JSON_HEAD = "content-type: application/json\r\n";
const HTML_HEAD = "content-type: text/html\r\n";

/** What the server does to a connection, by the first part of the path. */
const FAULTS: Readonly<
  Record<string, (socket: Socket, path: string) => void>
> = {
  hang: () => {},
  hang_body: (socket) => {
    socket.write(
      `${head(200)}${JSON_HEAD}content-length: 1000\r\n\r\n{"a": "be`,
    );
  },
  reset_head: (socket) => socket.resetAndDestroy(),
  closed: (socket) => socket.end(),
  reset_body: (socket) => {
    socket.write(
      `${head(200)}${JSON_HEAD}content-length: 1000\r\n\r\n{"a": "be`,
    );
    setTimeout(() => socket.resetAndDestroy(), 30);
  },
  eof_body: (socket) => {
    socket.write(
      `${head(200)}${JSON_HEAD}content-length: 1000\r\n\r\n{"a": "be`,
    );
    setTimeout(() => socket.end(), 30);
  },
  eof_chunk: (socket) => {
    // Node.js 20 takes what has come for all, if the connection is to close.
    socket.write(
      `${
        head(200, "keep-alive")
      }${JSON_HEAD}transfer-encoding: chunked\r\n\r\n3e8\r\n{"a": "be`,
    );
    setTimeout(() => socket.end(), 30);
  },
  s503: (socket, path) => answer(socket, 503, path, "retry-after: 2\r\n"),
  s429: (socket, path) => answer(socket, 429, path, "retry-after: 2\r\n"),
  s500: (socket, path) => answer(socket, 500, path),
  s529: (socket, path) => answer(socket, 529, path),
  s404: (socket, path) => answer(socket, 404, path),
  bad_json: (socket) => {
    socket.end(`${head(200)}${HTML_HEAD}content-length: 10\r\n\r\n<html>oops`);
  },
  redirect: (socket) => redirect(socket, "/ok"),
  redirect_loop: (socket) => {
    // On the same connection, as there are many.
    socket.write(
      `${
        head(302, "keep-alive")
      }location: /redirect_loop\r\ncontent-length: 0\r\n\r\n`,
    );
  },
  redirect_scheme: (socket) => redirect(socket, "ftp://127.0.0.1/"),
  large_head: (socket) => {
    socket.end(`${head(200)}x-large: ${"x".repeat(600_000)}\r\n\r\n{}`);
  },
  bad_gzip: (socket) => {
    socket.end(
      `${
        head(200)
      }${JSON_HEAD}content-encoding: gzip\r\ncontent-length: 10\r\n\r\nnot gzip :`,
    );
  },
  no_http: (socket) => {
    socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  },
  ok: (socket) => {
    socket.end(`${head(200)}${JSON_HEAD}content-length: 2\r\n\r\n{}`);
  },
};

/** Where each fault is to be had. */
export interface Faults {
  /** The server of HTTP. A fault is the first part of the path. */
  readonly http: string;
  /** A port that refuses connections. */
  readonly refused: string;
  /** The servers of HTTPS, by what is wrong with their certificates. */
  readonly tls: Readonly<Record<string, string>>;
  /** The certificate of the authority that programs are to trust. */
  readonly authority: string;
}

/** Starts servers on this machine that fail in each way. */
export async function serveFaults(): Promise<Faults & AsyncDisposable> {
  const refusing = await listen(createServer());
  const refused = `http://127.0.0.1:${portOf(refusing)}`;
  await close(refusing);

  const sockets = new Set<Socket>();
  const server = await listen(createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (data) => {
      const [, path] = /^[A-Z]+ (\S+) HTTP/.exec(String(data)) ?? [];
      const fault = FAULTS[path?.split(/[/?]/)[1] ?? ""];
      if (path && fault) fault(socket, path);
      // A client that begins a handshake of TLS. Others go on with a body.
      else if (data[0] === 22) socket.destroy();
    });
  }));
  const { authority, wrong } = await certificates();
  const secure = Object.entries(wrong).map(([name, certificate]) => ({
    name,
    server: serveTls(certificate),
  }));
  return {
    http: `http://127.0.0.1:${portOf(server)}`,
    refused,
    tls: Object.fromEntries(secure.map(({ name, server }) => [
      name,
      `https://127.0.0.1:${server.addr.port}`,
    ])),
    authority,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      for (const { server } of secure) await server.shutdown();
      await close(server);
    },
  };
}

function serveTls({ cert, key }: Certificate): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen() {} },
    () => Response.json({}),
  );
}

function head(status: number, connection = "close"): string {
  return `HTTP/1.1 ${status} Some Text\r\nconnection: ${connection}\r\n`;
}

function redirect(socket: Socket, location: string): void {
  socket.end(`${head(302)}location: ${location}\r\ncontent-length: 0\r\n\r\n`);
}

function answer(
  socket: Socket,
  status: number,
  path: string,
  headers = "",
): void {
  const body = path.includes("/bucket/")
    ? "<Error><Code>C</Code><Message>m</Message></Error>"
    : '{"message": "m", "error": {"message": "m"}}';
  socket.end(
    `${
      head(status)
    }${headers}${JSON_HEAD}content-length: ${body.length}\r\n\r\n${body}`,
  );
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error();
  return address.port;
}
