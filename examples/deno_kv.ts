import { backoffs } from "@stamina/retry";
import { getText } from "./http.ts";

// Short waits, to be watched. Deno KV takes 5 at most, none longer than an hour,
// and a jitter of up to a second comes on top of `waitMax`.
const waits = backoffs({ attempts: 4, waitMax: 3_599_000 });

/** Puts a URL into the queue, to be requested soon. */
export async function enqueue(kv: Deno.Kv, url: string): Promise<void> {
  await kv.enqueue(url, {
    // Spread for each message, so that each has a jitter of its own.
    backoffSchedule: [...waits],
    // Where the message is put if the last attempt fails as well.
    keysIfUndelivered: [["undelivered", url]],
  });
}

/** Requests what is in the queue. What fails is delivered again after a wait. */
export async function listen(kv: Deno.Kv): Promise<void> {
  await kv.listenQueue(async (url: string) => {
    await getText(url);
  });
}
