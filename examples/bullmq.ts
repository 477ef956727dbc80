import { backoffs } from "@stamina/retry";
import { type ConnectionOptions, type Queue, Worker } from "npm:bullmq@6.7.0";
import { getText } from "./http.ts";

// Short waits, to be watched. BullMQ has its own count of attempts.
const attempts = 4;
const waits = backoffs({ attempts });

/** Puts a URL into the queue, to be requested soon. */
export async function enqueue(queue: Queue, url: string): Promise<void> {
  await queue.add("request", url, { attempts, backoff: { type: "custom" } });
}

/** Requests what is in the queue. What fails is tried again after a wait. */
export function work(queue: string, connection: ConnectionOptions): Worker {
  return new Worker(queue, async ({ data: url }) => await getText(url), {
    connection,
    settings: {
      // -1 gives up. Without a number, the job would be tried again at once.
      backoffStrategy: (attemptsMade) => [...waits][attemptsMade - 1] ?? -1,
    },
  });
}
