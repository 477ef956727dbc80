// Writes the figures and draws the charts in this folder, and shows how many clients
// can be simulated. Storms take minutes: they are run with the argument `storms`.
import { drawHerds, drawOutage } from "./charts.ts";
import { runHerd } from "./herd.ts";
import { toMarkdown } from "./report.ts";
import { runAll, SEED } from "./scenarios.ts";
import { drawStormAnswers, drawStormLoad } from "./storm_charts.ts";
import { fromLines, runAllStorms, toLines } from "./storms.ts";

const CLIENTS = 1_000_000;

const storms = Deno.args.includes("storms")
  ? await runAllStorms()
  : fromLines(read("storms.jsonl"));
const results = await runAll();
const figures = toMarkdown(results, storms);
console.log(figures);
write("storms.jsonl", toLines(storms));
write("figures.md", figures);
write("herd.svg", drawHerds(results));
write("outage.svg", drawOutage(results));
write("storm_load.svg", drawStormLoad(storms));
write("storm_answers.svg", drawStormAnswers(storms));

const start = performance.now();
const { retries, rescued } = await runHerd({ on: () => true }, {
  seed: SEED,
  clients: CLIENTS,
  upFrom: 5_000,
  perSecond: 50_000,
});
const seconds = (performance.now() - start) / 1_000;
const megabytes = Deno.memoryUsage().rss / 2 ** 20;
console.log(
  `${format(CLIENTS)} clients: at most ${
    format(retries.peak)
  } retries in 0.1 s, ` +
    `${format(rescued)} answered. It took ${seconds.toFixed(0)} s and ${
      format(megabytes)
    } MiB.`,
);

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, import.meta.url));
}

function write(name: string, text: string): void {
  Deno.writeTextFileSync(new URL(name, import.meta.url), text);
}

function format(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
