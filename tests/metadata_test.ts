// What other decorators have noted about a method by `Reflect.defineMetadata`.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import "npm:reflect-metadata@0.2.2";
import { retry } from "../mod.ts";
import { failing, patch, PLAIN } from "./helpers.ts";

// deno-lint-ignore no-explicit-any -- the types of `reflect-metadata` are global
const reflect = Reflect as any;

function note(key: unknown, value: unknown) {
  return <T extends object>(method: T, _context?: unknown): T => {
    reflect.defineMetadata(key, value, method);
    return method;
  };
}

Deno.test("retry() keeps the metadata of a function", async () => {
  const key = Symbol("key");
  const value = { any: "value" };
  const fn = note(key, value)(note("route", "/users")(failing(0)));

  const load = retry(PLAIN)(fn);

  assertStrictEquals(reflect.getMetadata(key, load), value);
  assertEquals(
    reflect.getOwnMetadataKeys(load).sort(byText),
    [key, "route"].sort(byText),
  );
  assertEquals(await load(), "ok");
  // Each has its own from here on.
  reflect.defineMetadata("route", "/posts", load);
  assertEquals(reflect.getMetadata("route", fn), "/users");
});

Deno.test("@retry() keeps the metadata of a method, whichever decorator comes first", async () => {
  class Client {
    @retry(PLAIN)
    @note("route", "/users")
    async below(): Promise<string> {
      return await Promise.resolve("below");
    }

    @note("route", "/posts")
    @retry(PLAIN)
    async above(): Promise<string> {
      return await Promise.resolve("above");
    }

    @retry(PLAIN)
    @note("route", "/items")
    async *items(): AsyncGenerator<number> {
      yield 1;
    }
  }
  const { below, above, items } = Client.prototype;

  assertEquals(
    [below, above, items].map((fn) => reflect.getMetadata("route", fn)),
    ["/users", "/posts", "/items"],
  );
  assertEquals(await new Client().below(), "below");
});

Deno.test("@retry() keeps the metadata of a method with experimentalDecorators", () => {
  const fn = failing(0);
  const target = { load: fn };
  // Kept by the function, as NestJS does, and by the class and the name.
  note("route", "/users")(fn);
  reflect.defineMetadata("design:returntype", Promise, target, "load");
  const descriptor = Object.getOwnPropertyDescriptor(target, "load")!;

  // deno-lint-ignore no-explicit-any -- as a compiler calls it
  const { value } = (retry(PLAIN) as any)(target, "load", descriptor);

  assert(value !== fn);
  assertEquals(reflect.getMetadata("route", value), "/users");
  assertEquals(
    reflect.getMetadata("design:returntype", target, "load"),
    Promise,
  );
});

Deno.test("retry() does not take the metadata that a function inherits for its own", () => {
  const fn = failing(0);
  const parent = note("inherited", 1)(() => {});
  Object.setPrototypeOf(fn, parent);

  const load = retry(PLAIN)(fn);

  assertEquals(reflect.getOwnMetadataKeys(load), []);
});

Deno.test("a Reflect that fails does not keep a function from being wrapped", async () => {
  const refuse = () => {
    throw new Error("a stub");
  };
  const stubs = [undefined, null, 1, {}, refuse, () => 1, () => null];
  for (
    const name of ["getOwnMetadataKeys", "getOwnMetadata", "defineMetadata"]
  ) {
    for (const stub of stubs) {
      const fn = note("route", "/users")(failing(0));
      using _ = patch(reflect, name, stub);

      assertEquals(await retry(PLAIN)(fn)(), "ok");
    }
  }
});

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
