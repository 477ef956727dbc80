/** A function that returns a promise, or an async generator function. */
export type AsyncFunction = (
  // deno-lint-ignore no-explicit-any -- any function can be wrapped
  this: any,
  // deno-lint-ignore no-explicit-any -- any function can be wrapped
  ...args: any[]
  // deno-lint-ignore no-explicit-any -- any function can be wrapped
) => Promise<any> | AsyncGenerator<any, any, any>;

/** What {@linkcode retry} returns: it wraps functions and decorates methods. */
export interface Retrier {
  /**
   * Wraps a function that only throws.
   *
   * Without this overload it would pass for one that returns a promise.
   *
   * @param fn The function to retry.
   * @returns A function of the same name, length and receiver.
   * @throws {TypeError} If `fn` is a class, or not a function.
   */
  <This, A extends unknown[]>(
    fn: (this: This, ...args: A) => never,
  ): (this: This, ...args: A) => Promise<never>;
  /**
   * Wraps an async function or an async generator function.
   *
   * It returns a plain promise: what its own promises have on top, as those of
   * some HTTP clients do, is lost, though its type says otherwise. So it is with a
   * function that returns `any`, such as `JSON.parse`, which then returns a promise:
   * give it a type first.
   *
   * @param fn The function to retry.
   * @returns A function of the same type, name, length and receiver.
   * @throws {TypeError} If `fn` is a class, or not a function.
   */
  <F extends AsyncFunction>(fn: F): F;
  /**
   * Decorates an async method or an async generator method.
   *
   * @param method The method to retry.
   * @param context The decorator's context.
   * @returns The method that takes its place.
   * @throws {TypeError} If anything but a method is decorated.
   */
  <F extends AsyncFunction>(
    method: F,
    // deno-lint-ignore no-explicit-any -- methods of any class
    context: ClassMethodDecoratorContext<any, any>,
  ): F;
  /**
   * Decorates a method where `experimentalDecorators` is on.
   *
   * @param target The class, or its prototype.
   * @param key The name of the method.
   * @param descriptor The method to retry.
   * @returns The method that takes its place.
   * @throws {TypeError} If anything but a method is decorated.
   */
  <F extends AsyncFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
  /**
   * Wraps any other function, which then returns a promise.
   *
   * @param fn The function to retry.
   * @returns A function of the same name, length and receiver.
   * @throws {TypeError} If `fn` is a generator function or a class, or not a
   * function.
   */
  <This, A extends unknown[], R>(
    fn: (this: This, ...args: A) => R,
  ): (this: This, ...args: A) => Promise<Awaited<R>>;
}
