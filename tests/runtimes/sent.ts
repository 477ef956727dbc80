import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** What has arrived, by the query of the address. */
const arrived = new Map<string, string[]>();

/**
 * Answers 503 to the first two requests to an address, and then tells what came
 * with each: its method, its content type, and its body in hexadecimal digits.
 */
export async function answerFlakily(
  socket: Socket,
  path: string,
  first: Uint8Array,
): Promise<void> {
  const { head, body } = await readRequest(socket, first);
  const [method] = head.split(" ");
  const type = /^content-type: *(.*?)\r?$/im.exec(head)?.[1] ?? "";
  // A form has another boundary each time.
  const [, boundary = ""] = /boundary=(\S+)/.exec(type) ?? [];
  const hidden = (text: string) =>
    boundary ? text.replaceAll(boundary, "") : text;
  const bytes = Buffer.from(hidden(body.toString("latin1")), "latin1");
  const sent = arrived.get(path) ?? [];
  arrived.set(path, sent);
  sent.push(`${method} ${hidden(type)} ${bytes.toString("hex")}`);

  const isLast = sent.length > 2;
  const text = isLast ? JSON.stringify(sent) : "Not now";
  socket.end(
    `HTTP/1.1 ${isLast ? "200 OK" : "503 Not Now"}\r\n` +
      "access-control-allow-origin: *\r\nconnection: close\r\n" +
      `content-length: ${text.length}\r\n\r\n${text}`,
  );
}

function readRequest(
  socket: Socket,
  first: Uint8Array,
): Promise<{ head: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    let data = Buffer.alloc(0);
    const read = (chunk: Uint8Array) => {
      data = Buffer.concat([data, chunk]);
      const end = data.indexOf("\r\n\r\n");
      const head = data.subarray(0, end).toString("latin1");
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const body = data.subarray(end + 4);
      if (end >= 0 && body.length >= length) resolve({ head, body });
    };
    socket.on("data", read);
    socket.on("close", () => reject(new Error("the request was cut off")));
    read(first);
  });
}
