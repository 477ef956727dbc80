// Writes the figures and draws the charts in this folder, and shows how many
// clients can be simulated.
import { drawHerds, drawOutage } from "./charts.ts";
import { runHerd } from "./herd.ts";
import { toMarkdown } from "./report.ts";
import { runAll, SEED } from "./scenarios.ts";

const CLIENTS = 1_000_000;

const results = await runAll();
const figures = toMarkdown(results);
console.log(figures);
write("figures.md", figures);
write("herd.svg", drawHerds(results));
write("outage.svg", drawOutage(results));

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

function write(name: string, text: string): void {
  Deno.writeTextFileSync(new URL(name, import.meta.url), text);
}

function format(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
