import { hasIdempotencyKey, normalizeMethod } from "./methods.ts";
import {
  bodyOf,
  type Init,
  isReplayable,
  isRequest,
  type RequestLike,
  withBody,
  withSignal,
} from "./request_parts.ts";

/** The arguments of a `fetch`. */
export type Args = [
  input: unknown,
  init?: Init | null | undefined,
  ...rest: unknown[],
];

/** A request that is retried. */
export class RetriedRequest {
  readonly args: Args;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Whether its body is gone once it is sent. */
  readonly isOnce: boolean;
  /** Whether the caller wants to see redirects. */
  readonly isManual: boolean;

  #read: Promise<ArrayBuffer> | undefined = undefined;

  constructor(args: Args, signal: AbortSignal | undefined) {
    const [input, init] = args;
    const source = isRequest(input) ? input : undefined;
    this.args = args;
    this.signal = signal;
    this.isOnce = !isReplayable(init?.body);
    this.isManual = (init?.redirect ?? source?.redirect) === "manual";
  }

  /**
   * What to call `fetch` with, in one attempt.
   *
   * @param signal The signal of the attempt, if it needs another than the caller's.
   */
  toArgs(signal: AbortSignal | undefined): Args | Promise<Args> {
    const [input, init, ...rest] = this.args;
    const options = signal ? withSignal(input, init, signal) : init;
    const request = bodyOf(input, init);
    if (request) return this.#withBody(request, options);
    return signal ? [input, options, ...rest] : this.args;
  }

  async #withBody(
    request: RequestLike,
    init: Init | null | undefined,
  ): Promise<Args> {
    // Read before the body: otherwise, Bun leaves out the content type of a form.
    const { headers } = request;
    const body = await (this.#read ??= request.arrayBuffer());
    // Not every platform can tell before that there is no body.
    const input = request.bodyUsed
      ? withBody(request, { headers, ...init }, body)
      : request;
    return [input, init];
  }
}

/**
 * Decides whether a request is retried.
 *
 * @param methods The methods that are retried without an idempotency key.
 * @param args What `fetch` was called with.
 * @returns The request to retry, or undefined to pass the arguments on untouched.
 */
export function toRetried(
  methods: ReadonlySet<string>,
  args: Args,
): RetriedRequest | undefined {
  const [input, init] = args;
  const source = isRequest(input) ? input : undefined;
  const method = String(init?.method ?? source?.method ?? "GET");
  const isRetried = methods.has(normalizeMethod(method)) ||
    hasIdempotencyKey(init?.headers ?? source?.headers);
  // `fetch` says what is wrong with a request that was used before.
  if (!isRetried || bodyOf(input, init)?.bodyUsed) return undefined;

  if (isRequest(init)) {
    // The options of a `Request` are not own properties, so they cannot be copied.
    try {
      const request = new Request(input as RequestInfo, init as RequestInit);
      return toRetried(methods, [request]);
    } catch {
      return undefined;
    }
  }
  const signal = init?.signal === undefined ? source?.signal : init.signal;
  // `fetch` refuses what is no signal.
  if (signal && typeof signal.addEventListener !== "function") return undefined;
  return new RetriedRequest(args, signal ?? undefined);
}
