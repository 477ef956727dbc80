import type { RetryFetchOptions } from "../../mod.ts";

/** What a stub does: a status, a response, an error to throw, or a function. */
export type Step =
  | number
  | Response
  | Error
  | ((input: unknown, init?: RequestInit) => Response | Promise<Response>);

export interface Stub {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** The arguments of each call. */
  readonly calls: [input: unknown, init?: RequestInit][];
  /** What was `this` in each call. */
  readonly receivers: unknown[];
}

/** A `fetch` that takes one step after the other, and repeats the last. */
export function stub(...steps: Step[]): Stub {
  const calls: [unknown, RequestInit?][] = [];
  const receivers: unknown[] = [];
  async function fetch(this: unknown, ...args: [unknown, RequestInit?]) {
    calls.push(args);
    receivers.push(this);
    const step = steps[Math.min(calls.length, steps.length) - 1] ?? 200;
    if (typeof step === "function") return await step(...args);
    if (step instanceof Error) throw step;
    return typeof step === "number"
      ? new Response(`body of ${step}`, { status: step })
      : step;
  }
  return Object.assign(fetch as Stub, { calls, receivers });
}

/** Waits that can be told in advance: 100, 200, 400 … ms. */
export const PLAIN: RetryFetchOptions<Stub> = { waitJitter: 0 };

export const URL_OF_TESTS = "https://api.test/users";

/** A network failure, as `fetch` throws it. */
export function refused(): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
  });
}

/** A response whose body tells whether it was cancelled. */
export function watched(status: number, init: ResponseInit = {}): Response & {
  cancelled: boolean;
} {
  const response = Object.assign(
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
        cancel() {
          response.cancelled = true;
        },
      }),
      { status, ...init },
    ),
    { cancelled: false },
  );
  return response;
}

/** A step that hangs until its signal aborts. */
export function hang(_: unknown, init?: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    const { signal } = init ?? {};
    const stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
  });
}
