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
import type { Call } from "./call.ts";
import { checkCanaries } from "./canaries.ts";
import { EventLoop } from "./event_loop.ts";
import { formsOf } from "./forms.ts";
import { type Seeded, seeded } from "./seeded.ts";
import { count, Watch } from "./watch.ts";

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
// By how much the clock is wrong, and for how long. To set it back by less than an
// attempt takes is another case, as later looks do not show it.
const OFFSETS = [[1, HOUR], [2, 0], [1, -HOUR], [2, -300]] as const;
const STEADY = [[1, 300], [2, 1_000], [1, 3_000]] as const;
// After the last deadline, until a call that has not settled never will.
const PATIENCE = 15_000;

const task: Task = JSON.parse(process.argv[2]!);
const eventLoop = new EventLoop();
const watch = new Watch(eventLoop);
const { report } = watch;
const forms = formsOf(task.proxy, watch);
const budget = new RetryBudget({ minPerSecond: 20, ttl: 2_000 });
const until = performance.now() + task.seconds * 1_000;
let working = true;

process.on("unhandledRejection", (reason) => {
  watch.violate(undefined, `has not handled ${reason}`);
});
setOnRetryHooks([(details) => watch.beginWait(details)]);
setOnGiveUpHooks([({ reason }) => count(report.reasons, reason)]);

const timers = countTimers();
const background = [
  stepClock(),
  eventLoop.watch(() => working),
  checkCanaries(watch, eventLoop),
];
await inTime(
  Promise.all(Array.from({ length: task.callers }, (_, num) => callOn(num))),
);
working = false;
await Promise.all(background);
watch.end();
report.timersLeft = timers.left;
timers[Symbol.dispose]();

await fetch(task.settled);
for (const violation of report.violations) console.error(violation);
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
  const limits = {
    timeout: random.pick([[1, 300], [2, 1_000], [1, 3_000]]),
    attemptTimeout: random.pick([[2, null], [1, 200], [1, 600]]),
  };
  const options: RetryingCallerOptions = {
    ...limits,
    name: id,
    attempts: random.pick([[1, 3], [1, 10]]),
    waitInitial: 20,
    waitMax: 400,
    waitJitter: 50,
    ...random.pick([[1, {}], [1, { budget }]]),
  };
  const form = random.pick(forms.map((form) => [1, form] as const));
  const controller = new AbortController();
  const call = watch.begin(id, limits);
  const isToAbort = random.next() < 0.2;
  const abortTimer = isToAbort &&
    setTimeout(() => abort(call, controller), random.next() * limits.timeout);

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
  const random = seeded(task.seed, `clock of ${task.name}`);
  let offset = 0;
  using _ = patchClock((now) => now + offset);
  while (working) {
    await pause(random.pick(STEADY));
    const next = random.pick(OFFSETS);
    if (next !== offset) report.clockSteps++;
    offset = next;
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
