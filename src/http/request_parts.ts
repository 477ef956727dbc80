/**
 * The part of `RequestInit` that is used here. Its types are loose, as those of
 * platforms and packages differ.
 */
export interface Init {
  readonly method?: string;
  readonly headers?: HeadersInit | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
  readonly redirect?: string;
  readonly referrer?: string;
  readonly referrerPolicy?: string;
}

/** A `Request`, of the platform or of a package. */
export interface RequestLike extends Init {
  readonly url: string;
  readonly method: string;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Whether a value is a `Request`, and not a URL or the options of `fetch`. */
export function isRequest(value: unknown): value is RequestLike {
  if (typeof value !== "object" || value === null) return false;
  const request = value as Partial<RequestLike>;
  return typeof request.arrayBuffer === "function" &&
    typeof request.method === "string";
}

const REPLAYABLE =
  /^\[object (?:Blob|File|FormData|URLSearchParams|(?:Shared)?ArrayBuffer)\]$/;

/**
 * Tells whether a body can be sent more than once.
 *
 * The tag decides, as the body may come from another realm or package. Anything
 * unknown is taken for a stream.
 */
export function isReplayable(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return true;
  if (ArrayBuffer.isView(body)) return true;
  // A form of the package form-data has the tag of a `FormData`, but is a stream.
  return !("pipe" in body) &&
    REPLAYABLE.test(Object.prototype.toString.call(body));
}

/**
 * The `Request` itself, if the body to send is its own. That body can be read once.
 */
export function bodyOf(
  input: unknown,
  init: Init | null | undefined,
): RequestLike | undefined {
  if (!isRequest(input) || (init?.body ?? null) !== null) return undefined;
  // In Firefox, this is `undefined` even if there is a body.
  const { body } = input;
  const isEmpty = body === null || hasNoBody(input.method);
  return isEmpty ? undefined : input;
}

function hasNoBody(method: string): boolean {
  return /^(?:GET|HEAD)$/i.test(method);
}

/**
 * The options of `fetch`, with a signal of our own.
 *
 * Inherited options are kept, and so are those that only one platform knows.
 */
export function withSignal(
  input: unknown,
  init: Init | null | undefined,
  signal: AbortSignal,
): Init & { signal: AbortSignal } {
  const isPlain = !isRequest(input);
  if (isPlain && !init) return { signal };
  const options: Record<string, unknown> & { signal: AbortSignal } = { signal };
  // Any option makes `fetch` forget these two of the `Request`.
  if (!isPlain) {
    const { referrer, referrerPolicy } = input;
    if (referrer && referrer !== "about:client") options.referrer = referrer;
    if (referrerPolicy) options.referrerPolicy = referrerPolicy;
  }
  for (const name in init) {
    if (name !== "signal") options[name] = init[name as keyof Init];
  }
  return options;
}

/** Tells whether `fetch` refuses a request before it sends anything. */
export function isRefused(
  input: unknown,
  init: Init | null | undefined,
): boolean {
  if (isRequest(input)) return false;
  const hasBody = (init?.body ?? null) !== null;
  if (hasBody && hasNoBody(init?.method ?? "GET")) return true;
  try {
    new Request(input as RequestInfo, { ...init as RequestInit, signal: null });
    return false;
  } catch {
    return true;
  }
}

/** The same request with a body that was read before. */
export function withBody(
  request: RequestLike,
  init: Init,
  body: ArrayBuffer,
): RequestLike {
  const { Request } = globalThis;
  const Class = request instanceof Request ? Request : request.constructor;
  return Reflect.construct(Class, [request, { ...init, body }]);
}
