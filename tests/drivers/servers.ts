/** A server on this machine. */
export interface Server extends AsyncDisposable {
  readonly port: number;
}

/** Serves each connection until it is disposed. */
function listen(handle: (connection: Deno.Conn) => Promise<void>): Server {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  const served = (async () => {
    for await (const connection of listener) {
      connections.add(connection);
      // What is left when a client hangs up is of no interest.
      handle(connection).catch(() => {});
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
      for (const connection of connections) {
        try {
          connection.close();
        } catch {
          // It is closed.
        }
      }
    },
  };
}

/** A message of PostgreSQL: its type, its length, and what is in it. */
function toMessage(type: string, content: string): string {
  const length = content.length + 4;
  return type + String.fromCharCode(
    length >>> 24,
    length >>> 16 & 255,
    length >>> 8 & 255,
    length & 255,
  ) + content;
}

/** A server that speaks the protocol of PostgreSQL, and what it was asked. */
export interface PostgresServer extends Server {
  readonly statements: readonly string[];
}

/**
 * Serves what a client of PostgreSQL needs to get an error for a `SELECT`.
 *
 * @param code The SQLSTATE, or `"hang up"`, or `"silence"` from the start.
 * @param times How many of them fail.
 */
export function servePostgres(
  code: string,
  times: number = Infinity,
): PostgresServer {
  const ready = toMessage("Z", "I");
  const welcome = toMessage("R", "\0\0\0\0") + ready;
  const success = toMessage("C", "OK\0") + ready;
  const failure = toMessage("E", `SERROR\0VERROR\0C${code}\0Mfailed\0\0`) +
    ready;
  const statements: string[] = [];
  let left = times;
  const server = listen(async (connection) => {
    const buffer = new Uint8Array(4_096);
    const decoder = new TextDecoder();
    for (let first = true;; first = false) {
      const length = await connection.read(buffer);
      if (length === null) return;
      if (code === "silence") continue;
      if (first) {
        await connection.write(toBytes(welcome));
        continue;
      }
      // A query: its type, its length, and its text.
      if (decoder.decode(buffer.subarray(0, 1)) !== "Q" || code === "hang up") {
        return connection.close();
      }
      const statement = decoder.decode(buffer.subarray(5, length - 1));
      statements.push(statement);
      const fails = statement.startsWith("SELECT") && left-- > 0;
      await connection.write(toBytes(fails ? failure : success));
    }
  });
  return Object.assign(server, { statements });
}

/** Serves a Redis that answers each command but those of the setup by an error. */
export function serveRedis(reply: string): Server {
  return listen(async (connection) => {
    const buffer = new Uint8Array(4_096);
    const decoder = new TextDecoder();
    for (;;) {
      const length = await connection.read(buffer);
      if (length === null) return;
      const text = decoder.decode(buffer.subarray(0, length));
      const commands = text.split(/^\*\d+\r\n/m).slice(1);
      const answers = commands.map((command) =>
        /^\$3\r\nGET\r\n/i.test(command) ? `-${reply}\r\n` : "+OK\r\n"
      );
      await connection.write(toBytes(answers.join("")));
    }
  });
}

/** Starts a real Redis. */
export async function startRedis(): Promise<Server> {
  const port = freePort();
  const child = new Deno.Command("redis-server", {
    args: [
      ...["--bind", "127.0.0.1", "--port", `${port}`],
      ...["--save", "", "--appendonly", "no"],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  for await (const line of lines.values({ preventCancel: true })) {
    if (line.includes("Ready to accept connections")) break;
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await lines.cancel();
    },
  };
}

/** A port that nobody listens at. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The bytes of a text in Latin-1. */
function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
