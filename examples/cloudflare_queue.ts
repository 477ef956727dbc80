import { backoffs } from "@stamina/retry";
import { getText } from "./http.ts";

// Short waits, to be watched. The queue counts as well: its `max_retries`, 3 by
// default, is one less. It takes whole seconds, so the jitter is several of them.
const waits = backoffs({
  attempts: 4,
  waitInitial: 1_000,
  waitMax: 43_197_000, // 12 hours with the jitter
  waitJitter: 3_000,
});

export default {
  /** Requests what is in the queue. What fails is delivered again after a wait. */
  async queue(batch: MessageBatch): Promise<void> {
    for (const message of batch.messages) {
      try {
        await getText(message.body);
        message.ack();
      } catch (error) {
        console.error(error);
        // Without a wait this was the last attempt, and the queue gives up.
        const wait = [...waits][message.attempts - 1] ?? 0;
        message.retry({ delaySeconds: Math.ceil(wait / 1_000) });
      }
    }
  },
};

/** What is used here of the type of this name in `@cloudflare/workers-types`. */
interface MessageBatch {
  readonly messages: readonly {
    readonly body: string;
    readonly attempts: number;
    ack(): void;
    retry(options: { delaySeconds: number }): void;
  }[];
}
