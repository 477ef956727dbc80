// A route of Next.js; what it runs in is added when it is copied.
import { retry } from "@stamina/retry";

export const dynamic = "force-dynamic";

export async function GET() {
  let calls = 0;
  const load = retry({ on: TypeError, waitInitial: 1, waitJitter: 0 })(() => {
    if (++calls < 3) throw new TypeError("not yet");
    return `loaded after ${calls} calls`;
  });
  return new Response(`${await load()}\n`);
}
