// Tries every order in which things can happen to a call, in every form, and fails
// if one breaks a promise. Prints how many there are, and the shortest that fails.
//
// With the beginning of a name, such as `block/abort`, only those. With the id of
// an order, such as `block/abort:0.0.1.1`, that one alone, told step by step.
// Without either, it also shows what the orders find in sabotaged copies.
import { toTable } from "../simulation/table.ts";
import { type Failure, type Found, replay, useFakeTime } from "./explore.ts";
import { sabotage } from "./sabotage.ts";
import { FORMS, nameOf, type Task, TASKS } from "./settings.ts";

const [wanted = ""] = Deno.args;
const [name, path] = wanted.split(":");
const tasks = TASKS.filter((task) => nameOf(task).startsWith(name!));
if (tasks.length === 0) throw new RangeError(`Cannot find ${wanted}`);

if (path === undefined) await tryAll();
if (wanted === "") await sabotage();
if (path !== undefined) await tryOne(tasks[0]!, path);

async function tryOne({ form, setting }: Task, path: string): Promise<void> {
  using _ = useFakeTime();
  const { broken, words } = await replay(FORMS[form]!, setting, path);
  console.log(words.join("\n"));
  if (broken === undefined) return console.log("\nAll promises hold.");
  console.log(`\n${broken}`);
  Deno.exitCode = 1;
}

async function tryAll(): Promise<void> {
  const start = performance.now();
  const found = await share(tasks);
  const seconds = Math.round((performance.now() - start) / 1_000);
  const rows = found.map(({ form, setting, orders, failed }) => [
    form,
    setting,
    orders,
    failed,
  ]);
  const orders = sum(found.map(({ orders }) => orders));
  const failed = sum(found.map(({ failed }) => failed));
  console.log(
    toTable(["Form", "What happens", "Orders", "Broken"], [
      ...rows,
      ["in all", "", orders, failed],
    ]),
  );
  console.log(`${orders} orders were tried in ${seconds} s.`);

  const failures = found.flatMap(({ failures }) => failures)
    .sort((a, b) => a.steps - b.steps);
  for (const [promise, failure] of firsts(failures)) {
    console.error(`\n${promise}\n  ${failure.words.join("\n  ")}`);
    console.error(`Again by: deno task orders "${failure.id}"`);
  }
  if (failed > 0) Deno.exitCode = 1;
}

/** The shortest order for each promise that was broken, in any form. */
function firsts(failures: readonly Failure[]): Map<string, Failure> {
  const firsts = new Map<string, Failure>();
  for (const failure of failures) {
    const form = failure.id.split("/")[0];
    const key = `${form}: ${failure.promise}`;
    if (!firsts.has(key)) firsts.set(key, failure);
  }
  return firsts;
}

/** Shares the tasks among workers, one for each core. */
async function share(tasks: readonly Task[]): Promise<Found[]> {
  const found: Found[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, async () => {
      const url = new URL("./worker.ts", import.meta.url);
      const worker = new Worker(url, { type: "module" });
      while (next < tasks.length) {
        const index = next++;
        found[index] = await ask(worker, tasks[index]!);
      }
      worker.terminate();
    }),
  );
  return found;
}

function ask(worker: Worker, task: Task): Promise<Found> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(task);
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
