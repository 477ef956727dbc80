// workerd runs the consumer, and miniflare the queue.
import { createRequire } from "node:module";
import { bundle } from "../tools/bundle.ts";
import { install, installed } from "../tools/npm.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { assertWaits, Target } from "./target.ts";

await install();
const { Miniflare } = createRequire(import.meta.url)(installed("miniflare")!);

/** What Cloudflare delivers the messages to that are given up. */
const UNDERTAKER = `export default {
  async queue({ messages: [{ body }] }) {
    await fetch(body.replace("Infinity", "0"));
  },
}`;

Deno.test("Cloudflare Queues delivers a message again after the waits of backoffs()", async () => {
  await using target = new Target();
  await using folder = await tempDir();
  const program = `${folder.path}/consumer.js`;
  const example = new URL(
    "../../examples/cloudflare_queue.ts",
    import.meta.url,
  );
  await bundle(example.pathname, program, "--format=esm");
  const shared = { modules: true, compatibilityDate: "2026-04-01" };
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    workers: [
      {
        ...shared,
        name: "consumer",
        script: await Deno.readTextFile(program),
        queueProducers: { QUEUE: "requests" },
        queueConsumers: {
          requests: {
            maxBatchTimeout: 0,
            maxRetries: 3,
            deadLetterQueue: "lost",
          },
        },
      },
      {
        ...shared,
        name: "undertaker",
        script: UNDERTAKER,
        queueConsumers: { lost: { maxBatchTimeout: 0 } },
      },
    ],
  });

  try {
    const queue = await miniflare.getQueueProducer("QUEUE", "consumer");
    await queue.send(target.url(2));
    await queue.send(target.url(Infinity));
    await target.requested(2, 3);
    await target.requested(0, 1);
  } finally {
    await miniflare.dispose();
  }

  assertWaits("Cloudflare waited", target.waits(2), [1_000, 2_000], 3_000);
  assertWaits(
    "Cloudflare waited in vain",
    target.waits(Infinity),
    [1_000, 2_000, 4_000],
    3_000,
  );
});
