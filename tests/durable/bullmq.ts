// A real Redis keeps the queue, where one is installed.
import { assertEquals } from "@std/assert";
import { Queue } from "npm:bullmq@6.7.0";
import { Redis } from "npm:ioredis@6.0.0";
import { enqueue, work } from "../../examples/bullmq.ts";
import { findCommand } from "../tools/command.ts";
import { needs } from "../tools/needs.ts";
import { assertWaits, Target } from "./target.ts";

const isInstalled = await findCommand("redis-server") !== undefined;

Deno.test({
  ...needs(
    isInstalled,
    "redis-server",
    "BullMQ tries a job again after the waits of backoffs()",
  ),
  async fn() {
    await using target = new Target();
    await using redis = await startRedis();
    await using cleanup = new AsyncDisposableStack();
    const connection = new Redis(redis.port, "127.0.0.1", {
      maxRetriesPerRequest: null, // BullMQ asks for it
    });
    cleanup.defer(() => connection.disconnect());
    const queue = new Queue("requests", { connection });
    cleanup.defer(() => queue.close());
    const worker = work("requests", connection);
    cleanup.defer(() => worker.close());
    const lost = new Promise((resolve) => {
      worker.on("failed", (job) => {
        if (job?.finishedOn) resolve(job.data);
      });
    });

    await enqueue(queue, target.url(2));
    await enqueue(queue, target.url(Infinity));
    await target.requested(2, 3);
    await target.requested(Infinity, 4);

    assertEquals(await lost, target.url(Infinity));
    assertWaits("BullMQ waited", target.waits(2), [100, 200], 1_000);
    assertWaits(
      "BullMQ waited in vain",
      target.waits(Infinity),
      [100, 200, 400],
      1_000,
    );
  },
});

async function startRedis(): Promise<{ port: number } & AsyncDisposable> {
  const port = freePort();
  const child = new Deno.Command("redis-server", {
    args: [
      ...["--bind", "127.0.0.1", "--port", `${port}`],
      ...["--save", "", "--appendonly", "no"],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  for await (const line of lines.values({ preventCancel: true })) {
    if (line.includes("Ready to accept connections")) break;
  }

  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await lines.cancel();
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
