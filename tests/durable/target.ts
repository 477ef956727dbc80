import { assert, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { delay } from "@std/async";

// Clocks are rounded to milliseconds, and a busy machine is late.
const EARLY = 5;
const LATE = 3_000;

/** A server whose pages fail at first, and which notes when it is asked for them. */
export class Target implements AsyncDisposable {
  readonly #times = new Map<string, number[]>();
  readonly #server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => this.#respond(new URL(url).pathname),
  );

  /** The address of the page that fails that many times. */
  url(failures: number): string {
    return `http://127.0.0.1:${this.#server.addr.port}/${failures}`;
  }

  /** Waits until that page was asked for so many times. */
  async requested(failures: number, count: number): Promise<void> {
    const end = performance.now() + 30_000;
    while (this.#timesOf(`/${failures}`).length < count) {
      assert(performance.now() < end, `still not ${count} requests`);
      await delay(20);
    }
  }

  /** The milliseconds between the requests for that page. */
  waits(failures: number): number[] {
    const times = this.#timesOf(`/${failures}`);
    return times.slice(1).map((time, index) => time - times[index]!);
  }

  #respond(path: string): Response {
    const times = this.#timesOf(path);
    this.#times.set(path, [...times, performance.now()]);
    const status = times.length < Number(path.slice(1)) ? 503 : 200;
    return new Response(null, { status });
  }

  #timesOf(path: string): number[] {
    return this.#times.get(path) ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Prints what was waited, and compares it with the least and the most. */
export function assertWaits(
  what: string,
  waits: readonly number[],
  least: readonly number[],
  jitter: number,
): void {
  const seen = waits.map((wait) => `${(wait / 1_000).toFixed(2)} s`);
  console.log(`${what}: ${seen.join(", ")}`);
  assert(waits.length === least.length, `not ${least.length} waits`);
  for (const [index, wait] of waits.entries()) {
    assertGreaterOrEqual(wait, least[index]! - EARLY);
    assertLessOrEqual(wait, least[index]! + jitter + LATE);
  }
}
