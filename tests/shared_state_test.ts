import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { shared } from "../src/lib/shared_state.ts";
import { patch } from "./helpers.ts";

Deno.test("shared() makes what is shared once", () => {
  const made = shared("a test", () => ({}));

  assertStrictEquals(shared("a test", () => ({})), made);
});

Deno.test("shared() makes it for this copy alone if there is no place for it", () => {
  const alien = Symbol("alien");
  Object.defineProperty(globalThis, alien, {
    value: { switches: "somebody else's" },
    configurable: true,
  });
  const places = [
    () => alien,
    () => {
      throw new Error("no symbols");
    },
  ];
  for (const place of places) {
    using _ = patch(Symbol, "for", place);
    assertEquals(shared("switches", () => ({ own: true })), { own: true });
  }
  assert(Reflect.deleteProperty(globalThis, alien));
});
