import { assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async";
import { enqueue, listen } from "../../examples/deno_kv.ts";
import { type BackoffOptions, backoffs } from "../../mod.ts";
import { tempDir } from "../tools/temp_dir.ts";
import { assertWaits, Target } from "./target.ts";

const HOUR = 3_600_000;

Deno.test("Deno KV delivers a message again after the waits of backoffs()", async () => {
  await using target = new Target();
  await using folder = await tempDir();
  using kv = await Deno.openKv(`${folder.path}/queue`);
  listen(kv);

  await enqueue(kv, target.url(2));
  await enqueue(kv, target.url(Infinity));
  await target.requested(2, 3);
  await target.requested(Infinity, 4);
  const lost = await appearing(kv, ["undelivered", target.url(Infinity)]);

  assertEquals(lost, target.url(Infinity));
  assertWaits("Deno KV waited", target.waits(2), [100, 200], 1_000);
  assertWaits(
    "Deno KV waited in vain",
    target.waits(Infinity),
    [100, 200, 400],
    1_000,
  );
});

Deno.test("Deno KV takes 5 waits of an hour each, and no more", async () => {
  using kv = await Deno.openKv(":memory:");
  const enqueueWith = (options: BackoffOptions) =>
    kv.enqueue("never delivered", {
      delay: HOUR,
      backoffSchedule: [
        ...backoffs({ waitJitter: 0, ...options }),
      ],
    });

  await enqueueWith({ attempts: 6, waitInitial: HOUR, waitMax: HOUR });

  await assertRejects(
    () => enqueueWith({ attempts: 7 }),
    TypeError,
    "max 5 intervals",
  );
  await assertRejects(
    () =>
      enqueueWith({
        attempts: 2,
        waitInitial: HOUR + 1,
        waitMax: HOUR + 1,
      }),
    TypeError,
    "interval at index 0",
  );
});

/** The value of a key as soon as it has one. `kv.watch()` does not see these. */
async function appearing(kv: Deno.Kv, key: Deno.KvKey): Promise<unknown> {
  for (let tries = 0; tries < 500; tries++) {
    const { value } = await kv.get(key);
    if (value !== null) return value;
    await delay(20);
  }
  throw new Error("nothing was put there in 10 seconds");
}
