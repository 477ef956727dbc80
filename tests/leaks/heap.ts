// The heap of the runtime: Deno and Node.js with `--expose-gc`, or Bun.
import process from "node:process";

interface Global {
  gc?(): void;
  Bun?: { gc(force: true): void };
}

const { gc, Bun } = globalThis as unknown as Global;
const collect = gc ?? (() => Bun?.gc(true));
const size: () => number = Bun
  ? await heapOfBun()
  : () => process.memoryUsage().heapUsed;

async function heapOfBun(): Promise<() => number> {
  const name = "bun:jsc"; // not a literal, as no other runtime has it
  const { heapStats } = await import(name);
  return () => heapStats().heapSize;
}

/** Collects all garbage. Turns in between let go of what hangs on it. */
export async function collectGarbage(rounds = 5): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The bytes in use once all garbage is collected. */
export async function heapInUse(rounds?: number): Promise<number> {
  await collectGarbage(rounds);
  return size();
}
