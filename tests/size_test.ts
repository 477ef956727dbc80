// What the package adds to a bundle, minified and compressed with Brotli.
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import * as module from "../mod.ts";
import { readResults } from "./bench/results.ts";
import { sizeOf } from "./tools/size.ts";
import { SIZE_LIMITS } from "./tools/size_limits.ts";

// Together, they share most of what they need.
const LIMITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    Object.entries(SIZE_LIMITS).map(([name, limit]) => [`{ ${name} }`, limit]),
  ),
  "{ retry, transientHttp }": 10_850,
  "*": 15_050,
};

Deno.test("each export has a limit", () => {
  assertEquals(Object.keys(SIZE_LIMITS), Object.keys(module).sort());
});

for (const [names, limit] of Object.entries(LIMITS)) {
  Deno.test(`export ${names} is at most ${limit} bytes in a bundle`, () => {
    const { brotli } = sizeOf(`export ${names} from "./mod.ts";`);

    assertLessOrEqual(brotli, limit);
  });
}

Deno.test("the size that the README tells is that of now, but for a few bytes", async () => {
  const { sizes } = await readResults();
  const told = sizes?.["`retry`"]?.brotli;

  const { brotli } = sizeOf(`export { retry } from "./mod.ts";`);

  assert(told !== undefined);
  assertLessOrEqual(Math.abs(told - brotli), 100);
});
