// Prints the bytes that calls allocate beyond those of a call without retries.
//
// `cost_test.ts` starts it with flags of V8 that make the figures the same in each
// run: code is interpreted, as a compiler decides by itself what it can leave out,
// in one thread, and no garbage is collected meanwhile.
import { BARE, type Form, toForms } from "./forms.ts";

const WARM_UP = 100;
const CALLS = 1_000;

// The first time, what measures is new as well.
await allocated(BARE);
const bare = await allocated(BARE);
const bytes: Record<string, number> = {};
for (const [name, call] of Object.entries(toForms())) {
  bytes[name] = await allocated(call) - bare;
}
console.log(JSON.stringify(bytes));

/** The bytes that each call allocates. */
async function allocated(call: Form): Promise<number> {
  await repeat(call, WARM_UP);
  const before = Deno.memoryUsage().heapUsed;
  await repeat(call, CALLS);
  const after = Deno.memoryUsage().heapUsed;
  // Objects are made of words of 8 bytes: the rest is what looking at the heap has
  // allocated, less than one byte a call.
  return 8 * Math.round((after - before) / CALLS / 8);
}

async function repeat(call: Form, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await call();
}
