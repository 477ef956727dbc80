import { createServer, type Server, type Socket } from "node:net";
import { answerFlakily } from "./sent.ts";

const HEAD = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n";

/** The connections whose answer does not end. */
const stuck = new Set<Socket>();

/** The connections that only the client is to end. */
const open = new Set<Socket>();

/** What it does to a connection, by path. */
const FAULTS: Record<string, (socket: Socket) => void> = {
  "/": (socket) => {
    socket.end(`${HEAD}connection: close\r\n\r\nHello!`);
  },
  "/hang": () => {},
  "/stuck": (socket) => {
    stuck.add(socket);
    socket.on("close", () => stuck.delete(socket));
    const head = HEAD.replace("200 OK", "503 Not Now");
    socket.write(`${head}content-length: 1000\r\n\r\nonly the beginn`);
  },
  "/hang-open": (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  },
  "/drip": (socket) => {
    open.add(socket);
    socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
    const timer = setInterval(() => socket.write("drop"), 10);
    socket.on("close", () => {
      clearInterval(timer);
      open.delete(socket);
    });
  },
  "/how-many-open": (socket) => {
    socket.end(`${HEAD}connection: close\r\n\r\n${open.size}`);
  },
  "/how-many-stuck": (socket) => {
    socket.end(`${HEAD}connection: close\r\n\r\n${stuck.size}`);
  },
  "/reset": (socket) => socket.resetAndDestroy(),
  "/close": (socket) => socket.end(),
  "/cut-body": (socket) => {
    socket.write(`${HEAD}content-length: 1000\r\n\r\nonly the beginn`);
    setTimeout(() => socket.end(), 20);
  },
  "/reset-body": (socket) => {
    socket.write(`${HEAD}content-length: 1000\r\n\r\nonly the beginn`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
};

/** A server that fails below HTTP. `/refused` tells a port that refuses. */
export async function serveFaults(): Promise<
  { url: string } & AsyncDisposable
> {
  const refusing = await listen(createServer());
  const refused = portOf(refusing);
  await close(refusing);

  const server = await listen(createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const [, path = ""] = String(data).split(/[ ?]/);
      if (path === "/refused") {
        socket.end(`${HEAD}connection: close\r\n\r\n${refused}`);
      } else if (path === "/sent") {
        answerFlakily(socket, String(data).split(" ")[1]!, data)
          .catch(() => socket.destroy());
      } else if (path in FAULTS) FAULTS[path]?.(socket);
      // A client that begins a TLS handshake, for example.
      else socket.destroy();
    });
  }));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    [Symbol.asyncDispose]: () => close(server),
  };
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
