// Looks for the shortest order that breaks a promise, and prints it as JSON, or
// `null`: in the tasks whose names begin with the argument.
import { explore, type Failure, useFakeTime } from "./explore.ts";
import { FORMS, nameOf, TASKS } from "./settings.ts";

/** How many steps an order has at most. */
const LONGEST = 8;

const [prefix = ""] = Deno.args;
Error.stackTraceLimit = 0;
using _ = useFakeTime();
console.log(JSON.stringify(await search()));

async function search(): Promise<Failure | null> {
  const tasks = TASKS.filter((task) => nameOf(task).startsWith(prefix));
  // Shorter orders are tried first, in all tasks.
  for (let longest = 1; longest <= LONGEST; longest++) {
    for (const { form, setting } of tasks) {
      const found = await explore(form, FORMS[form]!, setting, longest);
      if (found.failures[0]) return found.failures[0];
    }
  }
  return null;
}
