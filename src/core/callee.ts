import type { Callable } from "../options/callable.ts";
import type { Policy } from "../options/policy.ts";

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
  /** Whether it may return an async iterator, as compiled generators do. */
  readonly mayIterate: boolean;
}

/** What a call is made of, before it begins. */
export interface Invocation<N extends Named = Named> {
  /** The policy that holds for this call. */
  readonly policy: Policy;
  /** What to call, or how to name it. */
  readonly callee: N;
  /** Its receiver. */
  readonly self: unknown;
  /** Its arguments. */
  readonly args: readonly unknown[];
}

/** The name of what is retried, for hooks and errors. */
export function nameOf({ callee, self }: Invocation): string {
  const { method } = callee;
  if (callee.name !== undefined) return callee.name;
  try {
    // deno-lint-ignore no-explicit-any -- a receiver can be anything
    const owner = typeof self === "function" ? self : (self as any).constructor;
    const { name } = owner;
    if (typeof name === "string" && name !== "") return `${name}.${method}`;
  } catch {
    // A receiver without a class, such as `undefined`, or a hostile one.
  }
  return String(method);
}

/** The name of a function for hooks and errors. */
export function nameOfFunction(fn: Callable): string {
  // Not `fn.name`: a proxy, such as an RPC client, may return anything for it, and
  // may even send a message.
  let name: unknown;
  try {
    name = Object.getOwnPropertyDescriptor(fn, "name")?.value;
  } catch {
    // A proxy that refuses to tell.
  }
  return typeof name === "string" && name !== "" ? name : "<anonymous>";
}
