// Makes requests through clients as the page "HTTP" wires them, to a server on this
// machine, and prints what came of them.
import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { setTesting } from "@stamina/retry";
import { type Call, CALLS } from "./calls.ts";

/** What came of one request. */
export interface Came {
  readonly client: string;
  readonly scenario: string;
  readonly outcome: string;
  readonly requests: number;
  /** How many different requests arrived. */
  readonly different: number;
}

type Fault = "503" | "404" | "reset";

const SCENARIOS: Readonly<Record<string, readonly Fault[]>> = {
  "503 twice": ["503", "503"],
  "two resets": ["reset", "reset"],
  "503 for good": Array(20).fill("503"),
  "404": ["404"],
};
const ATTEMPTS = 3;

let faults: Fault[] = [];
let answer: unknown;
const arrived: string[] = [];
const server = createServer(async (request, response) => {
  arrived.push(await textOf(request));
  const fault = faults.shift();
  if (fault === "reset") return void request.socket.resetAndDestroy();
  response.writeHead(Number(fault ?? 200), {
    "content-type": "application/json",
  });
  // Stripe takes anything else for a success.
  const error = { type: "api_error", message: "a fault" };
  response.end(JSON.stringify(fault ? { error, ...error } : answer));
});

/** Runs every scenario, or only one. */
export async function run(
  modules: Readonly<Record<string, unknown>>,
  only?: string,
): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  sendEverythingTo((server.address() as AddressInfo).port);
  setTesting(true, { attempts: ATTEMPTS });

  const came: Came[] = [];
  for (const [client, module] of Object.entries(modules)) {
    for (const [scenario, steps] of Object.entries(SCENARIOS)) {
      if (only !== undefined && scenario !== only) continue;
      const call = CALLS[client]!;
      faults = [...steps];
      answer = call.answer;
      arrived.length = 0;
      const outcome = await outcomeOf(call, module);
      const different = new Set(arrived).size;
      came.push({
        client,
        scenario,
        outcome,
        requests: arrived.length,
        different,
      });
    }
  }
  console.log(`result ${JSON.stringify(came)}`);
  process.exit();
}

async function outcomeOf({ call }: Call, module: unknown): Promise<string> {
  try {
    const value = await call(module);
    if (typeof value === "string" && / \d+$/.test(value)) return value;
    if (value instanceof Response) {
      return value.ok ? "ok" : `Response ${value.status}`;
    }
    return "ok";
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  // deno-lint-ignore no-explicit-any -- each client has errors of its own
  const { constructor, name, status, statusCode, response } = error as any;
  // A bundler may have given a class another name.
  const own = [name, constructor.name].find((it) => it !== "Error");
  const code = status ?? statusCode ?? response?.status;
  return code === undefined ? own : `${own.replace(/^_|\d+$/g, "")} ${code}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return `${request.method} ${request.url} ${body}`;
}

/** Has `fetch` send every request to the server, whatever its address is. */
function sendEverythingTo(port: number): void {
  const { fetch, Request } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const address = `http://127.0.0.1:${port}${url.pathname}${url.search}`;
    if (!(input instanceof Request)) return fetch(address, init);
    // Not every platform takes a stream from another request without it.
    const options = { duplex: "half" } as RequestInit;
    return fetch(
      new Request(new Request(address, new Request(input, options)), init),
    );
  };
}
