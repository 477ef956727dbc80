import { assertEquals, assertThrows } from "@std/assert";
import * as client from "prom-client";
import {
  prometheusHook,
  retry,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../mod.ts";
import { failing, PLAIN } from "./helpers.ts";

async function load(): Promise<void> {
  using _ = setTesting(true, { attempts: 3 });
  await retry({ ...PLAIN, name: "load" })(failing(9))().catch(() => {});
}

Deno.test("prometheusHook() counts in a registry, also if it is made twice", async () => {
  const { Counter } = client;
  const register = new client.Registry();
  const hook = prometheusHook({ Counter, register });
  const again = prometheusHook({ Counter, register });
  using _retry = setOnRetryHooks([hook, again]);
  using _giveUp = setOnGiveUpHooks([hook]);

  await load();
  await load();

  assertEquals(
    await register.metrics(),
    `\
# HELP stamina_retries_total Total number of retries.
# TYPE stamina_retries_total counter
stamina_retries_total{callable="load",retry_num="1",error_type="TypeError"} 4
stamina_retries_total{callable="load",retry_num="2",error_type="TypeError"} 4

# HELP stamina_give_ups_total Total number of calls that ended without success.
# TYPE stamina_give_ups_total counter
stamina_give_ups_total{callable="load",reason="attempts",error_type="TypeError"} 2
`,
  );
});

Deno.test("prometheusHook() takes the client itself", async () => {
  const hook = prometheusHook(client);
  using _ = setOnRetryHooks([hook]);
  try {
    await load();

    const metric = await client.register.getSingleMetric(
      "stamina_retries_total",
    )?.get();
    assertEquals(metric?.values.map(({ value }) => value), [1, 1]);
  } finally {
    client.register.clear();
  }
});

Deno.test("prometheusHook() finds a counter that is there", async () => {
  const register = new client.Registry();
  const counter = new client.Counter({
    name: "stamina_retries_total",
    help: "made before",
    labelNames: ["callable", "retry_num", "error_type"],
    registers: [register],
  });
  using _ = setOnRetryHooks([
    prometheusHook({ Counter: client.Counter, register }),
  ]);

  await load();

  assertEquals((await counter.get()).values.length, 2);
});

Deno.test("prometheusHook() counts anew after the registry was cleared", async () => {
  const { Counter } = client;
  const register = new client.Registry();
  const hook = prometheusHook({ Counter, register });
  using _ = setOnRetryHooks([hook]);
  await load();
  register.clear();

  await load();

  assertEquals(
    await register.metrics(),
    `\
# HELP stamina_retries_total Total number of retries.
# TYPE stamina_retries_total counter
stamina_retries_total{callable="load",retry_num="1",error_type="TypeError"} 1
stamina_retries_total{callable="load",retry_num="2",error_type="TypeError"} 1
`,
  );
});

Deno.test("prometheusHook() refuses what is not a client", () => {
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong: any[] = [undefined, null, {}, { Counter: client.Counter }, {
    register: client.register,
  }];
  for (const value of wrong) {
    assertThrows(
      () => prometheusHook(value),
      TypeError,
      "Cannot count in Prometheus as the client must be prom-client: current value is",
    );
  }
});
