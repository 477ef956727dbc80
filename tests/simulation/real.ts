// Lets real processes send requests to a real server, which is down for a while and
// has a limit, and compares what comes of it with the simulation of the same.
//
// It takes about 40 s. It fails unless each figure lies in the range that 20 seeds of
// the simulation give, widened by a tenth.
import { Load } from "./load.ts";
import { Service } from "./service.ts";
import { type Outcome, runStorm, type Storm, toOutcome } from "./storm.ts";
import { NO_BUDGET, type Strategy, WAIT } from "./strategies.ts";
import { toTable } from "./table.ts";

type RealStorm =
  & Storm
  & Required<
    Pick<
      Storm,
      | "before"
      | "after"
      | "capacity"
      | "callsPerSecond"
      | "processes"
      | "budget"
    >
  >;

const STORM: RealStorm = {
  before: 3,
  lasts: 10,
  after: 20,
  capacity: 3,
  callsPerSecond: 40,
  processes: 2,
  budget: { minPerSecond: 1 },
};
const SEEDS = 20;
const SLACK = 0.1;

// What is compared, and how little of it is no difference.
const FIGURES: readonly {
  readonly text: string;
  readonly toValue: (outcome: Outcome) => number;
  readonly slack: number;
}[] = [
  {
    text: "Requests a call in the outage",
    toValue: ({ amplification }) => amplification,
    slack: 0.05,
  },
  {
    text: "Share of its calls answered",
    toValue: ({ answeredOfTrouble }) => answeredOfTrouble,
    slack: 0.02,
  },
  {
    text: "Highest load afterwards",
    toValue: ({ peakAfter }) => peakAfter,
    slack: 0.3,
  },
  {
    text: "Load in the 10 s afterwards",
    toValue: ({ load }) => {
      const end = STORM.before + STORM.lasts;
      return load.slice(end, end + 10).reduce((sum, each) => sum + each) / 10;
    },
    slack: 0.1,
  },
];

/** What a process is told. */
export interface Task {
  readonly strategy: string;
  readonly url: string;
  /** When the first call begins, in milliseconds since the epoch. */
  readonly start: number;
  readonly storm: RealStorm;
}

async function runReal(strategy: Strategy): Promise<Outcome> {
  // Time for the processes to come up.
  const start = Date.now() + 5_000;
  const clock = {
    get now() {
      return Date.now() - start;
    },
    at: (time: number, callback: () => void) =>
      setTimeout(callback, Math.max(0, time - clock.now)),
  };
  const { before, lasts, callsPerSecond, capacity, processes } = STORM;
  const service = new Service(clock, {
    refused: (now) =>
      now >= 1_000 * before && now < 1_000 * (before + lasts) ? 1 : 0,
    capacity: capacity * callsPerSecond,
    queues: false,
    patience: Infinity,
  });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async () => {
      try {
        await service.send();
        return new Response("ok");
      } catch {
        return new Response("no", { status: 503 });
      }
    },
  );
  const task: Task = {
    strategy: strategy.name,
    url: `http://127.0.0.1:${server.addr.port}`,
    start,
    storm: STORM,
  };
  const answers = new Load();
  await Promise.all(
    Array.from({ length: processes }, async (_, num) => {
      for (const second of await runProcess(task, num)) answers.add(second);
    }),
  );
  return toOutcome(service.load, answers, STORM);
}

/** Runs a process, and returns the seconds in which its answered calls began. */
async function runProcess(task: Task, num: number): Promise<number[]> {
  const program = new URL("real_process.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "-A",
      `--config=${config}`,
      program,
      JSON.stringify(task),
      `${num}`,
    ],
    stderr: "inherit",
    signal: AbortSignal.timeout(60_000),
  }).output();
  if (!success) throw new Error("a process has failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

const strategies = [NO_BUDGET, WAIT];
const reals = await Promise.all(strategies.map(runReal));
let differs = false;
const rows: (string | number)[][] = [];
for (const [num, strategy] of strategies.entries()) {
  const simulated: Outcome[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    simulated.push(await runStorm(strategy, { ...STORM, seed }));
  }
  for (const { text, toValue, slack } of FIGURES) {
    const values = simulated.map(toValue);
    const least = Math.min(...values);
    const most = Math.max(...values);
    const real = toValue(reals[num]!);
    const isIn = real >= least - Math.max(slack, SLACK * least) &&
      real <= most + Math.max(slack, SLACK * most);
    differs ||= !isIn;
    rows.push([
      strategy.name,
      text,
      real.toFixed(2),
      `${least.toFixed(2)} to ${most.toFixed(2)}`,
      isIn ? "yes" : "NO",
    ]);
  }
}
console.log(
  toTable(["Strategy", "Figure", "Real", "Simulated", "Agrees"], rows),
);
if (differs) Deno.exit(1);
