// Asks the hooks of the recipe about errors of the real drivers.
import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { findCommand } from "../tools/command.ts";
import { needs } from "../tools/needs.ts";
import { setTesting } from "../../mod.ts";
import { rejection } from "../helpers.ts";
import { installDrivers, takeFromRecipe } from "./recipe.ts";
import { freePort, servePostgres, serveRedis, startRedis } from "./servers.ts";

// deno-lint-ignore no-explicit-any -- errors of drivers have no type here
type Any = any;
type Hook = (error: unknown) => boolean | number;

const load = await installDrivers();
const hooks = await takeFromRecipe<Hook>("databases.md", [
  "transientPostgres",
  "transientMysql",
  "transientRedis",
  "transientMongodb",
  "transientGrpc",
]);
const hasRedis = await findCommand("redis-server") !== undefined;

/** Each SQLSTATE, and whether it is worth a retry. */
const SQLSTATES: Record<string, boolean> = {
  "40001": true,
  "40P01": true,
  "55P03": true,
  "08000": true,
  "08001": true,
  "08003": true,
  "08004": true,
  "08006": true,
  "53300": true,
  "57P01": true,
  "57P02": true,
  "57P03": true,
  "57P05": true,
  "08007": false,
  "08P01": false,
  "23505": false,
  "40003": false,
  "42P01": false,
  "57014": false,
  "28P01": false,
};

Deno.test("transientPostgres() knows the errors of pg", async () => {
  const { Client, DatabaseError } = load("pg");
  const decided: Record<string, unknown> = {};
  for (const code of Object.keys(SQLSTATES)) {
    await using server = servePostgres(code);
    const client = new Client({ host: "127.0.0.1", port: server.port });
    client.on("error", () => {});
    await client.connect();

    const error = await rejection(client.query("SELECT 1"));

    assert(error instanceof DatabaseError);
    decided[code] = hooks.transientPostgres!(error);
    await client.end();
  }
  assertEquals(decided, SQLSTATES);
});

Deno.test("transientPostgres() knows the errors of postgres.js", async () => {
  const postgres = load("postgres");
  const decided: Record<string, unknown> = {};
  for (const code of Object.keys(SQLSTATES)) {
    await using server = servePostgres(code);
    const sql = postgres({
      host: "127.0.0.1",
      port: server.port,
      max: 1,
      fetch_types: false,
    });

    const error = await rejection(sql.unsafe("SELECT 1").simple());

    assert(error instanceof postgres.PostgresError);
    decided[code] = hooks.transientPostgres!(error);
    await sql.end();
  }
  assertEquals(decided, SQLSTATES);
});

Deno.test("transientPostgres() knows lost connections", async () => {
  const { Client, Pool } = load("pg");
  const postgres = load("postgres");
  const host = "127.0.0.1";
  const errors: unknown[] = [];

  // Nobody listens.
  const port = freePort();
  errors.push(await rejection(new Client({ host, port }).connect()));
  const refused = postgres({ host, port, max: 1 });
  errors.push(await rejection(refused`SELECT 1`));
  await refused.end();

  // The server hangs up in a query.
  {
    await using server = servePostgres("hang up");
    const client = new Client({ host, port: server.port });
    client.on("error", () => {});
    await client.connect();
    errors.push(await rejection(client.query("SELECT 1")));
    const sql = postgres({
      host,
      port: server.port,
      max: 1,
      fetch_types: false,
    });
    errors.push(await rejection(sql.unsafe("SELECT 1").simple()));
    await sql.end({ timeout: 0 });
  }

  // The server does not answer at all.
  {
    await using server = servePostgres("silence");
    const options = { host, port: server.port, connectionTimeoutMillis: 50 };
    const client = new Client(options);
    client.on("error", () => {});
    errors.push(await rejection(client.connect()));
    const pool = new Pool(options);
    pool.on("error", () => {});
    errors.push(await rejection(pool.connect()));
    await pool.end();
    const sql = postgres({ host, port: server.port, connect_timeout: 0.05 });
    errors.push(await rejection(sql`SELECT 1`));
    await sql.end({ timeout: 0 });
  }

  const shown = errors.map((it: Any) => `${it.code}: ${it.message}`);
  assertEquals(
    errors.map(hooks.transientPostgres!),
    errors.map(() => true),
    shown.join("\n"),
  );
  // It was closed by its own client.
  const ended = postgres({ host, port });
  await ended.end();
  assertEquals(
    hooks.transientPostgres!(await rejection(ended`SELECT 1`)),
    false,
  );
});

Deno.test("toTransaction() retries a whole transaction of pg", async () => {
  using _ = setTesting(true, { attempts: 3 });
  const { Pool } = load("pg");
  const { toTransaction } = await takeFromRecipe<Any>("databases.md", [
    "toTransaction",
  ]);
  await using server = servePostgres("40001", 1);
  const pool = new Pool({ host: "127.0.0.1", port: server.port, max: 1 });
  const transaction = toTransaction!(pool, hooks.transientPostgres);

  const result = await transaction(async (client: Any) => {
    await client.query("UPDATE a");
    await client.query("SELECT 1");
    return "done";
  });
  const bug = await rejection(transaction(() => Promise.reject("a bug")));
  await pool.end();

  assertEquals([result, bug], ["done", "a bug"]);
  const begin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
  assertEquals(server.statements, [
    ...[begin, "UPDATE a", "SELECT 1", "ROLLBACK"],
    ...[begin, "UPDATE a", "SELECT 1", "COMMIT"],
    ...[begin, "ROLLBACK"],
  ]);
});

Deno.test("handle() gives a message back when the retries have run out", async () => {
  using _ = setTesting(true, { attempts: 3, cap: true });
  const { handle } = await takeFromRecipe<Any>("databases.md", ["handle"]);
  let requests = 0;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(null, { status: requests++ < 5 ? 503 : 204 }),
  );
  const body = `http://127.0.0.1:${server.addr.port}/`;
  const told: string[] = [];
  const message = {
    body,
    ack: () => told.push("ack"),
    retry: () => told.push("retry"),
  };

  await handle!(message);
  await handle!(message);

  assertEquals(told, ["retry", "ack"]);
  assertEquals(requests, 6);
});

Deno.test("transientMysql() knows the errors of mysql2", async () => {
  const mysql = load("mysql2");
  const { createConnection } = load("mysql2/promise");
  const expected: [number, string, boolean][] = [
    [1213, "ER_LOCK_DEADLOCK", true],
    [1205, "ER_LOCK_WAIT_TIMEOUT", true],
    [1040, "ER_CON_COUNT_ERROR", true],
    [1203, "ER_TOO_MANY_USER_CONNECTIONS", true],
    [1053, "ER_SERVER_SHUTDOWN", true],
    [1062, "ER_DUP_ENTRY", false],
    [1064, "ER_PARSE_ERROR", false],
    [1146, "ER_NO_SUCH_TABLE", false],
    [1317, "ER_QUERY_INTERRUPTED", false],
  ];
  const server = mysql.createServer();
  const port = freePort();
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  server.on("connection", (connection: Any) => {
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: "8.0.0",
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xffffff,
      authCallback(_: Any, done: () => void) {
        done();
        // Each command counts its packets anew.
        connection.sequenceId = 0;
      },
    });
    connection.on("error", () => {});
    connection.on("query", (text: string) => {
      const code = Number(text);
      if (!code) return connection.stream.destroy();
      connection.sequenceId = 1;
      connection.writeError({ code, message: "failed" });
      connection.sequenceId = 0;
    });
  });

  const client = await createConnection({ host: "127.0.0.1", port });
  client.on("error", () => {});
  const decided: [number, string, unknown][] = [];
  for (const [errno] of expected) {
    const error: Any = await rejection(client.query(String(errno)));
    decided.push([error.errno, error.code, hooks.transientMysql!(error)]);
  }
  const lost: Any = await rejection(client.query("hang up"));
  client.destroy();
  await new Promise<void>((done) => server.close(done));
  const refused = await rejection(
    createConnection({ host: "127.0.0.1", port }),
  );

  assertEquals(decided, expected);
  assertEquals(lost.code, "PROTOCOL_CONNECTION_LOST");
  assertEquals([lost, refused].map(hooks.transientMysql!), [true, true]);
});

/** Each reply of Redis, and whether it is worth a retry. */
const REPLIES: Record<string, boolean> = {
  "LOADING Redis is loading the dataset in memory": true,
  "BUSY Redis is busy running a script.": true,
  "TRYAGAIN Multiple keys request during rehashing of slot": true,
  "CLUSTERDOWN The cluster is down": true,
  "MASTERDOWN Link with MASTER is down": true,
  "NOREPLICAS Not enough good replicas to write.": true,
  "READONLY You can't write against a read only replica.": true,
  "ERR max number of clients reached": true,
  "BUSYGROUP Consumer Group name already exists": false,
  "BUSYKEY Target key name already exists.": false,
  "ERR syntax error": false,
  "NOAUTH Authentication required.": false,
  "NOSCRIPT No matching script.": false,
  "OOM command not allowed when used memory > 'maxmemory'.": false,
  "WRONGTYPE Operation against a key holding the wrong kind of value": false,
};

const QUICK_IOREDIS = {
  lazyConnect: true,
  enableReadyCheck: false,
  maxRetriesPerRequest: 0,
  retryStrategy: () => 10,
};

Deno.test("transientRedis() knows the replies in ioredis and node-redis", async () => {
  const { Redis, ReplyError } = load("ioredis");
  const { createClient, ErrorReply } = load("redis");
  for (const [reply, expected] of Object.entries(REPLIES)) {
    await using server = serveRedis(reply);
    const { port } = server;
    const ioredis = new Redis(port, "127.0.0.1", QUICK_IOREDIS);
    ioredis.on("error", () => {});
    const redis = createClient({ socket: { host: "127.0.0.1", port } });
    redis.on("error", () => {});
    await redis.connect();

    const errors = [
      await rejection(ioredis.get("key")),
      await rejection(redis.get("key")),
    ];
    ioredis.disconnect();
    redis.destroy();

    assert(errors[0] instanceof ReplyError);
    assert(errors[1] instanceof ErrorReply);
    for (const error of errors) {
      assertEquals(hooks.transientRedis!(error), expected, reply);
    }
  }
});

Deno.test({
  ...needs(hasRedis, "redis-server", "transientRedis() knows a real server"),
  async fn() {
    const { Redis } = load("ioredis");
    const { createClient } = load("redis");
    const server = await startRedis();
    const { port } = server;
    const ioredis = new Redis(port, "127.0.0.1", QUICK_IOREDIS);
    ioredis.on("error", () => {});
    const redis = createClient({
      socket: { host: "127.0.0.1", port, reconnectStrategy: () => 10 },
      disableOfflineQueue: true,
    });
    redis.on("error", () => {});
    await redis.connect();
    await ioredis.set("text", "a");
    const bugs = [
      await rejection(ioredis.lpush("text", "b")),
      await rejection(redis.lPush("text", "b")),
    ];
    // Both wait for an answer when the server is killed.
    const waiting = [
      rejection(ioredis.blpop("list", 0)),
      rejection(redis.blPop("list", 0)),
    ];
    await redis.duplicate({ disableOfflineQueue: false }).connect()
      .then((other: Any) => other.ping().then(() => other.destroy()));
    await server[Symbol.asyncDispose]();
    const lost = await Promise.all(waiting);
    const offline = [
      await rejection(ioredis.get("text")),
      await rejection(redis.get("text")),
    ];
    ioredis.disconnect();
    redis.destroy();
    const refused = await rejection(
      createClient({ socket: { port, reconnectStrategy: false } })
        .on("error", () => {}).connect(),
    );
    const closed = await rejection(redis.get("text"));

    const decide = hooks.transientRedis!;
    const shown = [...lost, ...offline].map(String).join("\n");
    assertEquals(bugs.map(decide), [false, false]);
    assertEquals(lost.map(decide), [true, true], shown);
    assertEquals(offline.map(decide), [true, true], shown);
    assertEquals(decide(refused), true);
    assertEquals(decide(closed), false);
  },
});

Deno.test("transientMongodb() knows the errors of mongodb", async () => {
  const {
    MongoClient,
    MongoError,
    MongoNetworkError,
    MongoNetworkTimeoutError,
    MongoServerError,
    MongoServerSelectionError,
  } = load("mongodb");
  const decide = hooks.transientMongodb!;
  const codes: Record<number, boolean> = {
    6: true,
    7: true,
    89: true,
    91: true,
    112: true,
    134: true,
    189: true,
    262: true,
    9001: true,
    10107: true,
    11600: true,
    11602: true,
    13435: true,
    13436: true,
    11000: false, // DuplicateKey
    13: false, // Unauthorized
    50: false, // MaxTimeMSExpired
  };
  for (const [code, expected] of Object.entries(codes)) {
    const error = new MongoServerError({ message: "m", code: Number(code) });
    assertEquals(decide(error), expected, code);
  }
  const labels: Record<string, boolean> = {
    TransientTransactionError: true,
    RetryableWriteError: true,
    UnknownTransactionCommitResult: false,
  };
  for (const [label, expected] of Object.entries(labels)) {
    const server = new MongoServerError({ message: "m", errorLabels: [label] });
    assertEquals(decide(server), expected, label);
    const error = new MongoError("m");
    error.addErrorLabel(label);
    assertEquals(decide(error), expected, label);
  }
  assertEquals(decide(new MongoNetworkError("connection 1 closed")), true);
  assertEquals(decide(new MongoNetworkTimeoutError("timed out")), true);

  const client = new MongoClient(`mongodb://127.0.0.1:${freePort()}`, {
    serverSelectionTimeoutMS: 50,
  });
  const error = await rejection(client.db("a").command({ ping: 1 }));
  await client.close();
  assert(error instanceof MongoServerSelectionError);
  assertEquals(decide(error), true);
});

Deno.test("transientMongodb() knows each name that it looks for", () => {
  const errors = load("mongodb/lib/cmap/errors.js");
  const pool = { address: "127.0.0.1:1", serverError: null };
  const made = [
    new errors.PoolClearedError(pool),
    new errors.PoolClearedOnNetworkError(pool),
    new errors.WaitQueueTimeoutError("timed out", "127.0.0.1:1"),
  ];

  assertEquals(made.map(hooks.transientMongodb!), [true, true, true]);
});

Deno.test("transientGrpc() knows the errors of grpc-js", async () => {
  const grpc = load("@grpc/grpc-js");
  const { status, Metadata, Server, ServerCredentials, credentials } = grpc;
  const pass = (value: Any) => value;
  const method = {
    path: "/test.Test/Fail",
    requestStream: false,
    responseStream: false,
    requestSerialize: pass,
    requestDeserialize: pass,
    responseSerialize: pass,
    responseDeserialize: pass,
  };
  const server = new Server();
  server.addService({ fail: method }, {
    fail({ request, metadata }: Any, callback: Any) {
      const trailers = new Metadata();
      const [pushback] = metadata.get("pushback");
      if (pushback) trailers.set("grpc-retry-pushback-ms", pushback);
      const code = Number(request.toString());
      callback({ code, details: "failed", metadata: trailers });
    },
  });
  const port: number = await new Promise((resolve, reject) =>
    server.bindAsync(
      "127.0.0.1:0",
      ServerCredentials.createInsecure(),
      (error: unknown, port: number) => error ? reject(error) : resolve(port),
    )
  );
  const Client = grpc.makeGenericClientConstructor({ fail: method }, "Test");
  const connect = (port: number) =>
    new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.enable_retries": 0,
    });
  const client = connect(port);
  const failureOf = (client: Any, code: number, pushback?: string) => {
    const metadata = new Metadata();
    if (pushback) metadata.set("pushback", pushback);
    return new Promise((resolve) =>
      client.fail(Buffer.from(`${code}`), metadata, resolve)
    );
  };

  const decide = hooks.transientGrpc!;
  const retried = [];
  for (const [name, code] of Object.entries(status)) {
    if (typeof code !== "number" || code === status.OK) continue;
    if (decide(await failureOf(client, code)) === true) retried.push(name);
  }
  const waits = [];
  for (const pushback of ["250", "0", "-1", "soon"]) {
    waits.push(decide(await failureOf(client, 14, pushback)));
  }
  client.close();
  server.forceShutdown();
  const unreachable = connect(freePort());
  const refused: Any = await failureOf(unreachable, 14);
  unreachable.close();

  assertEquals(retried, ["RESOURCE_EXHAUSTED", "ABORTED", "UNAVAILABLE"]);
  assertEquals(waits, [250, 0, false, false]);
  assertEquals([refused.code, decide(refused)], [14, true]);
});

Deno.test("the hooks take whatever was thrown", () => {
  for (const hook of Object.values(hooks)) {
    for (const value of [undefined, null, "ECONNREFUSED", 14, Symbol(), {}]) {
      assertEquals(hook(value), false);
    }
  }
});
