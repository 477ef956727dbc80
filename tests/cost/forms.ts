import { retry, retryContext, RetryingCaller } from "../../mod.ts";

/** A call that is ready to be made. */
export type Form = () => Promise<unknown>;

const CHOICES = {
  "the defaults": {},
  "timeout: null": { timeout: null },
  "a signal": { signal: new AbortController().signal },
};

async function succeed(): Promise<void> {}

/** A call without retries. */
export const BARE: Form = () => succeed();

/** Every way to make a call that succeeds at once, with each choice of options. */
export function toForms(): Record<string, Form> {
  const forms = Object.entries(CHOICES).flatMap(
    ([name, choice]): [string, Form][] => {
      const options = { on: TypeError, ...choice };
      const call = new RetryingCaller(choice).on(TypeError);
      return [
        [`retry(), ${name}`, retry(options)(succeed)],
        [
          `retryContext() with a block, ${name}`,
          () => retryContext(options, succeed),
        ],
        [`retryContext() in a loop, ${name}`, async () => {
          for await (const _ of retryContext(options)) await succeed();
        }],
        [`RetryingCaller, ${name}`, () => call(succeed)],
      ];
    },
  );
  return Object.fromEntries(forms);
}
