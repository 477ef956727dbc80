// deno-lint-ignore-file no-explicit-any -- functions of any type can be wrapped

/** A function that returns a promise, or an async generator function. */
export type AsyncFunction = (
  this: any,
  ...args: any[]
) => Promise<any> | AsyncGenerator<any, any, any> | AsyncIterableIterator<any>;

/**
 * Whether a retried function keeps its type.
 *
 * It does if each of its overloads returns a plain promise or an async generator.
 * Otherwise it gets another type, as when it returns `any`, a type parameter, or a
 * promise with extra members, like those of some HTTP clients.
 *
 * @typeParam F The type of the function.
 */
export type KeepsType<F> =
  // What fits each overload that returns a plain promise or an async generator.
  & ((...args: any[]) => Promise<never> & AsyncGenerator<never, never, any>)
  // Its own properties are kept, whatever they are.
  & Pick<F, keyof F> extends F
    // `any` fits as well, and swallows the other types.
    ? F extends {
      (this: any, ...args: any[]): infer A;
      (this: any, ...args: any[]): infer B;
      (this: any, ...args: any[]): infer C;
      (this: any, ...args: any[]): infer D;
    } ? 0 extends 1 & (A | B | C | D) ? false : true
    : false
    : false;

/** What {@linkcode retry} returns: it wraps functions and decorates methods. */
export interface Retrier {
  /**
   * Wraps an async function or an async generator function.
   *
   * @param fn The function to retry.
   * @param refused Never given: the compiler checks the type of `fn` here.
   * @returns A function of the same type, name, length and receiver.
   * @throws {TypeError} If `fn` is a class, or not a function.
   */
  <F extends AsyncFunction>(
    fn: F,
    ...refused: KeepsType<F> extends true ? [] : [never]
  ): F;
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
    context: KeepsType<F> extends true ? ClassMethodDecoratorContext<any, any>
      : "A decorated method must return a Promise or an AsyncGenerator",
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
    descriptor:
      & TypedPropertyDescriptor<F>
      & (KeepsType<F> extends true ? unknown
        : "A decorated method must return a Promise or an AsyncGenerator"),
  ): TypedPropertyDescriptor<F>;
  /**
   * Wraps a function that is declared to return an `AsyncIterable`.
   *
   * Once retried, only an async generator function still returns an `AsyncIterable`.
   * Any other function returns a promise. `await` accepts both. To keep the type,
   * declare that the function returns an `AsyncGenerator`.
   *
   * @param fn The function to retry.
   * @param refused Never given: the compiler checks the type of `fn` here.
   * @returns A function of the same name, length and receiver.
   * @throws {TypeError} If `fn` is a class, or not a function.
   */
  <
    F extends (
      this: any,
      ...args: any[]
    ) => AsyncIterable<any> | AsyncIterator<any, any, any>,
  >(
    fn: F,
    ...refused: KeepsType<F> extends true ? [] : [never]
  ): (
    this: ThisParameterType<F>,
    ...args: Parameters<F>
  ) => ReturnType<F> | Promise<ReturnType<F>>;
  /**
   * Wraps any other function, which then returns a plain promise.
   *
   * Extra members of its own promises, such as those of some HTTP clients, are lost.
   *
   * @param fn The function to retry.
   * @param index Ignored: `fns.map` passes it on.
   * @returns A function of the same name, length and receiver.
   * @throws {TypeError} If `fn` is a generator function or a class, or not a
   * function.
   */
  <This, A extends unknown[], R>(
    fn: (this: This, ...args: A) => R,
    index?: number,
  ): (this: This, ...args: A) => Promise<Awaited<R>>;
}
