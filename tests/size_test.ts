// What the package adds to a bundle, minified and compressed with Brotli.
import { assert, assertLessOrEqual } from "@std/assert";
import { readResults } from "./bench/results.ts";
import { sizeOf } from "./tools/size.ts";

// The limits are what is measured, rounded up: bytes that are added are to be seen.
const LIMITS = {
  "{ retry }": 5_650,
  "{ retryContext }": 5_350,
  "{ RetryingCaller }": 5_050,
  "{ retry, transientHttp }": 6_550,
  "{ backoffs }": 2_050,
  "{ setActive }": 1_200,
  "{ retryFetch }": 8_500,
  "*": 9_600,
};

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
