/**
 * Something that `using` disposes at the end of its block.
 *
 * It is a `Disposable` under another name, so that programs compile without
 * TypeScript's library `esnext.disposable`. Without that library, the type of its
 * key is `symbol`.
 */
export interface DisposableLike extends
  Record<
    SymbolConstructor extends { readonly dispose: infer Key extends symbol }
      ? Key
      : symbol,
    () => void
  > {}

/** Makes something that runs a function when it is disposed. */
export function toDisposable(dispose: () => void): DisposableLike {
  return { [disposeKey()]: dispose } as unknown as DisposableLike;
}

/** Whether a value can be disposed. */
export function isDisposable(value: unknown): value is DisposableLike {
  return typeof (value as Record<symbol, unknown> | null | undefined)
    ?.[disposeKey()] === "function";
}

/**
 * Disposes a value, and returns what its method returns: a promise, if that is async
 * by mistake.
 */
export function dispose(value: DisposableLike): unknown {
  return (value as unknown as Record<symbol, () => unknown>)[disposeKey()]!();
}

// A host without `Symbol.dispose` gets the key that compilers use there. A polyfill
// may be loaded at any time.
function disposeKey(): symbol {
  return (Symbol as { readonly dispose?: symbol }).dispose ??
    Symbol.for("Symbol.dispose");
}
