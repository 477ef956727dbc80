// Makes requests on one signal that lives on, and prints what they leave behind.
import process from "node:process";
import { retryFetch } from "../../mod.ts";
import { heapInUse } from "../leaks/heap.ts";
import { countListeners } from "../leaks/listeners.ts";

/** What requests have left behind. */
export interface Left {
  /** Bytes for each request. */
  readonly bytes: number;
  readonly listeners: number;
}

/** What is left by this package, and by the signals of the platform alone. */
export interface Report {
  readonly ours: Left;
  readonly platform: Left;
}

const REQUESTS = 200_000;
const url = "https://api.test/";
const { signal } = new AbortController();
const load = retryFetch({ fetch, waitInitial: 0, waitJitter: 0 });
let requests = 0;

/** A `fetch` that looks at its signal and says 503 at times. */
async function fetch(_: string, init?: RequestInit): Promise<Response> {
  const listener = () => {};
  init?.signal?.addEventListener("abort", listener);
  await Promise.resolve();
  init?.signal?.removeEventListener("abort", listener);
  return new Response("ok", { status: requests++ % 1_000 === 0 ? 503 : 200 });
}

async function viaPlatform(): Promise<void> {
  const own = new AbortController();
  await fetch(url, { signal: AbortSignal.any([signal, own.signal]) });
}

async function viaOurs(): Promise<void> {
  const response = await load(url, { signal });
  if (await response.text() !== "ok") throw new Error("it has failed");
}

async function leftBy(request: () => Promise<void>): Promise<Left> {
  using listeners = countListeners();
  // Compiled code and tables that have grown do not count.
  for (let count = 0; count < 5_000; count++) await request();
  const before = await heapInUse();
  for (let count = 0; count < REQUESTS; count++) {
    await request();
    // Garbage of signals is only looked for between tasks.
    if (count % 1_000 === 0) await new Promise((next) => setTimeout(next));
  }
  const bytes = (await heapInUse() - before) / REQUESTS;
  return { bytes, listeners: listeners.left };
}

const report: Report = {
  ours: await leftBy(viaOurs),
  platform: await leftBy(viaPlatform),
};
console.log(JSON.stringify(report));
process.exit();
