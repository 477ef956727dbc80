// Compiled with the types of ES2022 and the DOM alone.
import {
  type DisposableLike,
  type Hook,
  retry,
  retryContext,
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "@stamina/retry";

// What compilers take for `Symbol.dispose` where there is none.
const dispose = Symbol.for("Symbol.dispose");

let disposed = 0;
const hook: Hook = () => ({
  [dispose]: () => {
    disposed++;
  },
});
const restorers: DisposableLike[] = [
  setOnRetryHooks([hook, () => {}, () => undefined]),
  setOnGiveUpHooks(null),
  setTesting(true, { attempts: 3 }),
  setActive(true),
];
// @ts-expect-error a hook must not be async
setOnRetryHooks([async () => {}])[dispose]();
// @ts-expect-error a number cannot be disposed
setOnRetryHooks([() => 5])[dispose]();

let calls = 0;
const load = retry({ on: TypeError })(async (id: string): Promise<string> => {
  if (++calls < 3) throw new TypeError("not yet");
  return await Promise.resolve(`${id} after ${calls} calls`);
});
const loaded: string = await load("loaded");
const length: number = await retryContext(
  { on: TypeError },
  ({ signal }) => signal.aborted ? 0 : loaded.length,
);

for (const restorer of restorers.reverse()) restorer[dispose]!();
console.log(loaded, length, disposed);
