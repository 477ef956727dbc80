// One of the processes that `real.ts` starts. It prints in which seconds the calls
// began that were answered.
import type { Task } from "./real.ts";
import { STRATEGIES } from "./storms.ts";

const [task = "", process = "0"] = Deno.args;
const { strategy, url, start, storm }: Task = JSON.parse(task);
const { before, lasts, after, callsPerSecond, processes, budget } = storm;

const send = STRATEGIES.find(({ name }) => name === strategy)!.toSender(
  async () => {
    const response = await fetch(url);
    await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
  },
  budget,
);

const answered: number[] = [];
const calls: Promise<void>[] = [];
const total = (before + lasts + after) * callsPerSecond;
for (let num = Number(process); num < total; num += processes) {
  const begun = num * 1_000 / callsPerSecond;
  const rest = start + begun - Date.now();
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  calls.push(
    send().then(() => {
      answered.push(Math.floor(begun / 1_000));
    }, () => {}),
  );
}
await Promise.all(calls);
console.log(JSON.stringify(answered));
