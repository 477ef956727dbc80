// Retries on errors that come from a worker thread, and functions that are called
// in one by messages, as Comlink calls them.
import process from "node:process";
import { MessageChannel, parentPort, Worker } from "node:worker_threads";
import { retry, type RetryOn } from "@stamina/retry";

const QUICK = { attempts: 3, waitInitial: 0, waitJitter: 0 } as const;

if (parentPort) {
  const port = parentPort;
  port.on("message", (message) => {
    if (message === "throw") throw new TypeError("uncaught");
    port.postMessage(new TypeError("sent"));
  });
} else {
  for (const how of ["send", "throw"]) {
    const worker = new Worker(process.argv[1]!);
    const error = await new Promise((resolve) => {
      worker.on("message", resolve);
      worker.on("error", resolve);
      worker.postMessage(how);
    });
    await worker.terminate();
    console.log(how, await count(TypeError, error), await count(Error, error));
    console.log(how, await count(RangeError, error));
  }
  await useComlink();
}

async function count(on: RetryOn, error: unknown): Promise<number> {
  let calls = 0;
  await retry({ ...QUICK, on })(() => {
    calls++;
    throw error;
  })().catch(() => {});
  return calls;
}

async function useComlink(): Promise<void> {
  const [comlink, adapter]: string[] = process.argv.slice(2);
  const { expose, wrap } = await import(comlink!);
  const { default: nodeEndpoint } = await import(adapter!);
  const { port1, port2 } = new MessageChannel();
  let left = 2;
  expose({
    add(a: number, b: number) {
      if (left-- > 0) throw new TypeError("not yet");
      return a + b;
    },
  }, nodeEndpoint(port1));
  let sent = 0;
  port2.postMessage = new Proxy(port2.postMessage, {
    apply(target, self, args) {
      sent++;
      return Reflect.apply(target, self, args);
    },
  });
  const api = wrap(nodeEndpoint(port2));

  // Comlink makes an `Error` of any, and only keeps its name.
  const named = retry({ ...QUICK, on: Error, name: "add" })(api.add);
  const unnamed = retry({ ...QUICK, on: Error })(api.add);
  console.log("comlink", sent);
  console.log("comlink", await (named as typeof add)(1, 2), sent);
  left = 1;
  console.log("comlink", await (unnamed as typeof add)(3, 4), sent);
  port1.close();
  port2.close();
}

declare function add(a: number, b: number): Promise<number>;
