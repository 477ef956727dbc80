/**
 * Binds a callback to the async context of now, such as `AsyncLocalStorage` has.
 *
 * What is called by an event runs in the context of whoever caused the event. A
 * reaction of a promise runs in the context in which it was added.
 *
 * @param callback What is called, once.
 * @returns Has it called in a microtask, in the context of now.
 */
export function bindContext(callback: () => void): () => void {
  let run!: () => void;
  void new Promise<void>((resolve) => run = resolve).then(callback);
  return run;
}
