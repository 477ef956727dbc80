// Tries all orders of the tasks that it is given, one task at a time.
import { explore, type Found, useFakeTime } from "./explore.ts";
import { FORMS, type Task } from "./settings.ts";

interface Scope {
  onmessage: (event: MessageEvent<Task>) => Promise<void>;
  postMessage(found: Found): void;
}

// Nobody looks at the stacks of the errors that are thrown all the time.
Error.stackTraceLimit = 0;
useFakeTime();

const scope = globalThis as unknown as Scope;
scope.onmessage = async ({ data: { form, setting } }) => {
  scope.postMessage(await explore(form, FORMS[form]!, setting));
};
