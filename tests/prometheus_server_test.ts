// A real Prometheus server scrapes a small service, where one is installed.
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async";
import { Counter, Registry } from "prom-client";
import {
  prometheusHook,
  retry,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { findCommand } from "./tools/command.ts";
import { needs } from "./tools/needs.ts";

const isInstalled = await findCommand("prometheus") !== undefined;

Deno.test({
  ...needs(
    isInstalled,
    "Prometheus",
    "a Prometheus server finds the retries of a service",
  ),
  async fn() {
    const register = new Registry();
    const hook = prometheusHook({ Counter, register });
    using _retry = setOnRetryHooks([hook]);
    using _giveUp = setOnGiveUpHooks([hook]);
    using _testing = setTesting(true, { attempts: 3 });
    async function load(): Promise<never> {
      throw await new TypeError();
    }
    await retry({ on: TypeError })(load)().catch(() => {});
    await using service = serveMetrics(register);

    await using prometheus = await startPrometheus(service.port);

    assertEquals(await prometheus.query("stamina_retries_total"), [
      "load 1 TypeError: 1",
      "load 2 TypeError: 1",
    ]);
    assertEquals(await prometheus.query("stamina_give_ups_total"), [
      "load attempts TypeError: 1",
    ]);
  },
});

function serveMetrics(
  register: Registry,
): { port: number } & AsyncDisposable {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async () =>
      new Response(await register.metrics(), {
        headers: { "content-type": register.contentType },
      }),
  );
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

interface Prometheus extends AsyncDisposable {
  /** The series of a metric, each as its labels and its value. */
  query(metric: string): Promise<string[]>;
}

async function startPrometheus(target: number): Promise<Prometheus> {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  await Deno.writeTextFile(
    `${folder}/prometheus.yml`,
    `global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs:
  - job_name: service
    static_configs: [{ targets: ["127.0.0.1:${target}"] }]
`,
  );
  const child = new Deno.Command("prometheus", {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();

  return {
    async query(metric) {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${metric}`;
      for (let tries = 0; tries < 150; tries++) {
        await delay(200);
        const series = await fetch(url).then(
          // It is not ready yet, or does not even listen.
          (response) => response.ok ? response.json() : response.body?.cancel(),
          () => undefined,
        );
        const found: Series[] = series?.data?.result ?? [];
        if (found.length > 0) return found.map(show).sort();
      }
      throw new Error(`Prometheus did not find ${metric}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

interface Series {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

function show({ metric, value }: Series): string {
  const { callable, retry_num, reason, error_type } = metric;
  assert(metric.instance);
  return `${callable} ${retry_num ?? reason} ${error_type}: ${value[1]}`;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
