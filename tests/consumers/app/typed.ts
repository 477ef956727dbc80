// Compiled as a project of its own, in several ways.
import {
  backoffs,
  HttpStatusError,
  retry,
  RetryBudget,
  retryContext,
  type RetryDetails,
  RetryingCaller,
  type RetryOptions,
  setOnRetryHooks,
  setTesting,
} from "@stamina/retry";

const options: RetryOptions = {
  on: [TypeError, HttpStatusError],
  waitInitial: 1,
  waitJitter: 0,
  budget: new RetryBudget(),
};

async function main(): Promise<string> {
  const told: number[] = [];
  setOnRetryHooks([
    ({ retryNum }: RetryDetails) => void told.push(retryNum),
  ]);
  let calls = 0;
  const load = retry(options)(async (id: string): Promise<string> => {
    if (++calls < 3) throw new TypeError("not yet");
    return await Promise.resolve(`${id} after ${calls} calls`);
  });
  const loaded: string = await load("loaded");
  setOnRetryHooks(null);

  setTesting(true);
  const block: number = await retryContext(options, ({ num }) => num);
  const called: number = await new RetryingCaller().call(TypeError, () => 1);
  setTesting(false);
  const [wait = 0]: number[] = [...backoffs({ attempts: 2, waitJitter: 0 })];
  return `${loaded} ${told.join()} ${block} ${called} ${wait}`;
}

main().then((text) => console.log(text));
