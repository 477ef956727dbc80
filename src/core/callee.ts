import type { Callable } from "../options/callable.ts";

/** How to name what is retried. */
export interface Named {
  /** Its name, if it has one of its own. */
  readonly name: string | undefined;
  /** The name of a decorated method: its class is known only at the call. */
  readonly method: string | undefined;
}

/** A function to retry. */
export interface Callee extends Named {
  readonly fn: Callable;
  /** Whether it gets the attempt in place of arguments. */
  readonly isBlock: boolean;
}

/** The name of what is retried, for hooks and errors. */
export function nameOf({ name, method }: Named, self: unknown): string {
  if (name !== undefined) return name;
  try {
    // deno-lint-ignore no-explicit-any -- a receiver can be anything
    const owner = typeof self === "function" ? self : (self as any).constructor;
    if (typeof owner.name === "string") return `${owner.name}.${method}`;
  } catch {
    // A receiver without a class, such as `undefined`, or a hostile one.
  }
  return String(method);
}

/** The name of a function for hooks and errors. */
export function nameOfFunction(fn: Callable): string {
  return String(fn.name || "<anonymous>");
}
