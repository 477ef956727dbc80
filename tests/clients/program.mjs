// Provokes each failure with each client in the runtime that runs it, and prints
// what `transientHttp` makes of the error, as a line of JSON each.
import process from "node:process";
import { inspect } from "node:util";
import { fetches } from "./clients/fetches.mjs";
import { node } from "./clients/node.mjs";
import { services } from "./clients/services.mjs";
import { standIns } from "./clients/stand_ins.mjs";

const [, , modulePath, settings] = process.argv;
const { HttpStatusError, transientHttp } = await import(modulePath);
const { http, refused, tls, only } = JSON.parse(settings);

// What a client's time limit is, and how long after it a client is given up.
const LIMIT = 400;
const PATIENCE = 45_000;
// How many clients are at work at once.
const AT_ONCE = 8;

globalThis.HttpStatusError = HttpStatusError;
// Some clients leave promises behind that reject.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});
// Supabase's fallback for a missing WebSocket, and others, print warnings.
for (const name of ["warn", "error", "info"]) console[name] = () => {};

const served = (path) => () => ({ url: `${http}/${path}` });

function aborted(path) {
  return () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), LIMIT / 2);
    return { url: `${http}/${path}`, signal: controller.signal };
  };
}

/** What any client may meet. */
const failures = {
  refused: () => ({ url: refused }),
  dns: () => ({ url: "http://nonexistent.invalid" }),
  reset_head: served("reset_head"),
  closed: served("closed"),
  reset_body: served("reset_body"),
  eof_body: served("eof_body"),
  eof_chunk: served("eof_chunk"),
  hang: () => ({ url: `${http}/hang`, timeout: LIMIT }),
  hang_signal: () => ({
    url: `${http}/hang`,
    signal: AbortSignal.timeout(LIMIT),
  }),
  s503: served("s503"),
  s429: served("s429"),
  s500: served("s500"),
  s529: served("s529"),
  s404: served("s404"),
  bad_json: served("bad_json"),
  abort: aborted("hang"),
  abort_body: aborted("hang_body"),
  bad_url: () => ({ url: "http://[bad" }),
  relative_url: () => ({ url: "/nope" }),
  bad_header: () => ({
    url: `${http}/ok`,
    headers: { "x-header": "two\nlines" },
  }),
  tls_closed: () => ({ url: http.replace("http:", "https:") }),
  ...Object.fromEntries(
    Object.entries(tls).map(([name, url]) => [name, () => ({ url })]),
  ),
  redirect_loop: served("redirect_loop"),
  redirect_scheme: served("redirect_scheme"),
  large_head: served("large_head"),
  bad_gzip: served("bad_gzip"),
  no_http: served("no_http"),
};

/** What only those may meet that take the options of `fetch`. */
const failuresOfFetch = {
  redirect_error: () => ({
    url: `${http}/redirect`,
    init: () => ({ redirect: "error" }),
  }),
  integrity: () => ({
    url: `${http}/ok`,
    init: () => ({ integrity: `sha256-${"A".repeat(43)}=` }),
  }),
  file: () => ({ url: "file:///nowhere" }),
  dead_blob: () => ({ url: "blob:http://127.0.0.1/nothing" }),
  bad_data: () => ({ url: "data:nothing" }),
  bad_body: () => ({
    url: `${http}/ok`,
    init: () => ({
      method: "POST",
      duplex: "half",
      body: new ReadableStream({
        pull() {
          throw new Error("a bug");
        },
      }),
    }),
  }),
};

// They are loaded first, as nothing else happens in the meantime.
const waiting = [];
for (const entry of Object.entries({ ...fetches, ...node, ...services })) {
  waiting.push(await load(entry));
}
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let next; (next = waiting.shift());) await run(next);
}));
// They are made for Node.js.
const isNode = !process.versions.deno && !process.versions.bun;
for (const entry of isNode ? Object.entries(standIns) : []) {
  await run(await load(entry));
}
process.exit(0);

async function load([client, make]) {
  if (only && !only.includes(client)) return { client };
  try {
    return { client, send: await make(http) };
  } catch (error) {
    print({ client, skipped: String(error) });
    return { client };
  }
}

async function run({ client, send }) {
  if (!send) return;
  const { takesInit, lacks = [], only } = send;
  const met = Object.entries({ ...failures, ...takesInit && failuresOfFetch });
  await Promise.all(
    met.filter(([name]) => only?.includes(name) ?? !lacks.includes(name))
      .map(async ([failure, make]) => {
        print({ client, failure, ...await judge(send, make()) });
      }),
  );
}

async function judge(send, request) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ verdict: "pending" }), PATIENCE);
  });
  const settled = (async () => {
    try {
      await send(request);
      return { verdict: "success" };
    } catch (error) {
      return { verdict: transientHttp(error), shape: describe(error) };
    }
  })();
  const outcome = await Promise.race([settled, late]);
  clearTimeout(timer);
  return outcome;
}

/** What can be told of an error in a line. */
function describe(error, depth = 0) {
  if (typeof error !== "object" || error === null) return inspect(error);
  const { name, message, code, status, statusCode, response, cause } = error;
  const facts = Object.entries({ code, status, statusCode })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key} ${inspect(value)}`).join("");
  const keys = Object.keys(error).join(" ");
  const rest = cause && depth < 4 ? ` <- ${describe(cause, depth + 1)}` : "";
  return `${error.constructor?.name} ${name}${facts}${
    response ? ` response ${response.status ?? response.statusCode}` : ""
  } ${JSON.stringify(String(message).slice(0, 300))} {${keys}}${rest}`;
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
