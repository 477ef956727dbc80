import { retry } from "../../mod.ts";
import { collectGarbage } from "./heap.ts";

/** How many of those that were abandoned are still in memory. */
export interface Abandoned {
  total: number;
  /** While the attempts still run. */
  running: number;
  /** Once they have settled. */
  settled: number;
}

const TOTAL = 1_000;

/** Abandons attempts, lets them end later, and looks for what they have used. */
export async function abandon(): Promise<Abandoned> {
  const used: WeakRef<object>[] = [];
  const pending: ((error?: Error) => void)[] = [];
  const load = retry({ on: TypeError, timeout: 1 })(async (user: object) => {
    await new Promise<void>((resolve, reject) => {
      pending.push((error) => error ? reject(error) : resolve());
    });
    return user;
  });

  await Promise.all(Array.from({ length: TOTAL }, async () => {
    const user = {};
    used.push(new WeakRef(user));
    await load(user).catch(() => {});
  }));

  const count = async () => {
    await collectGarbage();
    return used.filter((ref) => ref.deref() !== undefined).length;
  };
  const running = await count();
  pending.forEach((settle, num) => settle(num % 2 ? new Error() : undefined));
  pending.length = 0;
  return { total: TOTAL, running, settled: await count() };
}
