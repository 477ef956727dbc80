// A value may be a secret that got into the wrong place, so messages show no more of
// it than helps to find the mistake.
const LONGEST = 40;

// Errors that are made here, and not by the user's code.
const made = /* @__PURE__ */ new WeakSet<object>();

/**
 * Makes a `TypeError` for a value of the wrong kind.
 *
 * @param aim What cannot be done, and what the value must be.
 * @param value The value.
 * @param options Passed on, for a `cause`.
 */
export function wrongKind(
  aim: string,
  value: unknown,
  options?: ErrorOptions,
): TypeError {
  return mark(new TypeError(toMessage(aim, show(value)), options));
}

/** Makes the error for a wrong number: out of range, or not a number at all. */
export function wrongNumber(
  aim: string,
  value: unknown,
  options?: ErrorOptions,
): RangeError | TypeError {
  return typeof value === "number"
    ? mark(new RangeError(toMessage(aim, show(value)), options))
    : wrongKind(aim, value, options);
}

/**
 * Makes a `TypeError` for data of the wrong kind, which may be a secret.
 *
 * Options are written by programmers, but a result comes from anywhere.
 */
export function wrongData(aim: string, value: unknown): TypeError {
  const shown = typeof value === "string" ? lengthOf(value) : show(value);
  return mark(new TypeError(toMessage(aim, shown)));
}

/** Makes a `TypeError` for a call of the wrong form. */
export function misuse(aim: string, options?: ErrorOptions): TypeError {
  return mark(new TypeError(`Cannot ${aim}`, options));
}

/**
 * Makes the stack of an error begin at the line that called a function.
 *
 * @param error What was thrown. An error of the user's own code is left as it is.
 * @param wayIn The function that the user called.
 * @returns The same error.
 */
export function blameCaller<E>(error: E, wayIn: WayIn | undefined): E {
  if (made.has(error as object)) {
    (Error as StackCapturer).captureStackTrace?.(error, wayIn);
  }
  return error;
}

/** What a user calls: a function or a class of the package. */
// deno-lint-ignore ban-types -- of any type
export type WayIn = Function;

/** `Error`, in engines that have this method. */
interface StackCapturer {
  captureStackTrace?(error: unknown, wayIn: WayIn | undefined): void;
}

function mark<E extends Error>(error: E): E {
  made.add(error);
  return error;
}

function toMessage(aim: string, shown: string): string {
  return `Cannot ${aim}: current value is ${shown}`;
}

/**
 * Shows a value, if its text is short. No method of the value is called for that.
 */
export function show(value: unknown): string {
  try {
    if (typeof value === "string") {
      return value.length > LONGEST ? lengthOf(value) : JSON.stringify(value);
    }
    const text = textOf(value);
    if (text.length <= LONGEST) return text;
  } catch {
    // A proxy that cannot be looked at.
  }
  return `[${typeof value}]`;
}

function lengthOf(text: string): string {
  return `a string of ${text.length} characters`;
}

function textOf(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `${kindOf(value)} ${nameOf(value)}`;
  // `String(value)` would call a method of an object.
  return typeof value === "object" && value !== null
    ? Object.prototype.toString.call(value)
    : String(value);
}

function kindOf(value: object): string {
  const source = Function.prototype.toString.call(value);
  return source.startsWith("class") ? "class" : "function";
}

/** The name of a function, which may be anything: some are proxies. */
function nameOf({ name }: { readonly name: unknown }): string {
  const isText = typeof name === "string" || typeof name === "symbol";
  return String(isText && name || "(anonymous)");
}
