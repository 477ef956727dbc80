// What the package adds to a bundle, minified and compressed with Brotli.
import { assertLessOrEqual } from "@std/assert";
import { sizeOf } from "./tools/size.ts";

// The limits are what is measured, rounded up: bytes that are added are to be seen.
const LIMITS = {
  "{ retry }": 5_650,
  "{ retryContext }": 5_350,
  "{ RetryingCaller }": 5_050,
  "{ retry, transientHttp }": 6_500,
  "{ backoffs }": 2_050,
  "{ setActive }": 1_200,
  "*": 7_750,
};

for (const [names, limit] of Object.entries(LIMITS)) {
  Deno.test(`export ${names} is at most ${limit} bytes in a bundle`, () => {
    const { brotli } = sizeOf(`export ${names} from "./mod.ts";`);

    assertLessOrEqual(brotli, limit);
  });
}
