// Calls the service through the proxy for a while, and prints how that went.
import process from "node:process";
import {
  RetryBudget,
  type RetryingCallerOptions,
  setOnGiveUpHooks,
  setOnRetryHooks,
} from "../../mod.ts";
import { patchClock } from "../helpers.ts";
import { countTimers } from "../leaks/timers.ts";
import { formsOf } from "./forms.ts";
import { type Seeded, seeded } from "./seeded.ts";
import { type Call, count, Watch } from "./watch.ts";

/** What the client is told. */
export interface Task {
  name: string;
  seed: number;
  seconds: number;
  callers: number;
  /** The address of the proxy. */
  proxy: string;
  /** Where to say that all calls have settled; answers when that was checked. */
  settled: string;
}

const HOUR = 3_600_000;
// Between two steps of the clock.
const STEADY = 5_000;
// After the last deadline, until a call that has not settled never will.
const PATIENCE = 15_000;

const task: Task = JSON.parse(process.argv[2]!);
const watch = new Watch();
const { report } = watch;
const forms = formsOf(task.proxy, watch);
const budget = new RetryBudget({ minPerSecond: 20, ttl: 2_000 });
const until = performance.now() + task.seconds * 1_000;
let working = true;

process.on("unhandledRejection", (reason) => {
  watch.violate(undefined, `has not handled ${reason}`);
});
setOnRetryHooks([() => {
  report.retries++;
}]);
setOnGiveUpHooks([({ reason }) => count(report.reasons, reason)]);

const timers = countTimers();
const background = [stepClock(), watchLag()];
await inTime(
  Promise.all(Array.from({ length: task.callers }, (_, num) => callOn(num))),
);
working = false;
await Promise.all(background);
watch.end();
report.timersLeft = timers.left;
timers[Symbol.dispose]();

await fetch(task.settled);
console.log(JSON.stringify(report));

/** Makes one call after the other. */
async function callOn(caller: number): Promise<void> {
  const random = seeded(task.seed, `${task.name} ${caller}`);
  for (let num = 1; performance.now() < until; num++) {
    await callOnce(`${task.name}-${caller}-${num}`, random);
    await pause(random.next() * 100);
  }
}

async function callOnce(id: string, random: Seeded): Promise<void> {
  const timeout = random.pick([[1, 300], [2, 1_000], [1, 3_000]]);
  const options: RetryingCallerOptions = {
    timeout,
    attempts: random.pick([[1, 3], [1, 10]]),
    attemptTimeout: random.pick([[2, null], [1, 200], [1, 600]]),
    waitInitial: 20,
    waitMax: 400,
    waitJitter: 50,
    ...random.pick([[1, {}], [1, { budget }]]),
  };
  const form = random.pick(forms.map((form) => [1, form] as const));
  const controller = new AbortController();
  const call = watch.begin(id, timeout);
  const isToAbort = random.next() < 0.2;
  const abortTimer = isToAbort &&
    setTimeout(() => abort(call, controller), random.next() * timeout);

  await form(options, call, controller.signal).then(
    (text) => watch.succeed(call, text),
    (error) => watch.fail(call, error),
  );
  if (abortTimer) clearTimeout(abortTimer);
  // An attempt that was abandoned has only this signal in some of the forms.
  controller.abort();
}

function abort(call: Call, controller: AbortController): void {
  const reason = new Error(`${call.id} is not wanted any more`);
  call.aborted = { reason, at: performance.now() };
  controller.abort(reason);
}

async function stepClock(): Promise<void> {
  let offset = 0;
  using _ = patchClock((now) => now + offset);
  for (let next = 0; working; next++) {
    await pause(STEADY);
    const stepped = [HOUR, 0, -HOUR, 0][next % 4]!;
    if (stepped < offset) watch.stepBack();
    offset = stepped;
    report.clockSteps++;
  }
}

async function watchLag(): Promise<void> {
  while (working) {
    const start = performance.now();
    await pause(10);
    report.lag = Math.max(report.lag, performance.now() - start - 10);
  }
}

/** Waits for the calls, but not for ever. */
async function inTime(calls: Promise<unknown>): Promise<void> {
  let timer;
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(resolve, task.seconds * 1_000 + PATIENCE);
  });
  await Promise.race([calls, tooLate]);
  clearTimeout(timer);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
