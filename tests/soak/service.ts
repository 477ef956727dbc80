// The service that clients call through the proxy, in a process of its own, so that
// it can be stopped. It keeps a record of all that it has done.
import { createServer } from "node:net";

/** What was done: a number of its own, the call, and its attempt. */
export type Served = [serial: number, call: string, attempt: number];

// So long that it can be cut, and comes in pieces.
const PADDING = "x".repeat(4_000);

const served: Served[] = [];

const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (data) => {
    const [, path = ""] = String(data).split(" ");
    const [, call = "", attempt] = path.split("/");
    if (call === "record") {
      socket.end(toAnswer(JSON.stringify(served)));
      return;
    }
    const serial = served.push([served.length, call, Number(attempt)]) - 1;
    socket.end(toAnswer(`${call} ${attempt} ${serial} ${PADDING} end`));
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  console.log(`http://127.0.0.1:${port}`);
});

// Clients may use the connection again: the proxy knows where an answer ends.
function toAnswer(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
