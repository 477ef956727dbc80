/**
 * Binds a callback to the current async context, such as that of
 * `AsyncLocalStorage`.
 *
 * What is called by an event runs in the context of whoever caused the event. A
 * reaction of a promise runs in the context in which it was added.
 *
 * @param callback The function to call, once.
 * @returns A function that calls it in a microtask, in the context it was bound to.
 */
export function bindContext(callback: () => void): () => void {
  let run!: () => void;
  void new Promise<void>((resolve) => run = resolve).then(callback);
  return run;
}
