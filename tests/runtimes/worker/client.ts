// Calls the example Worker over its service binding, as other Workers do.
import { between, equal, sleep } from "../suite/check.ts";

interface Service {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

interface Env {
  EXAMPLE: Service;
  UPSTREAM: Service;
}

// The first waits of the example, at their longest: 1.1 s, and 1.2 s.
const TWO_WAITS = 2_300;

export default {
  async test(_: unknown, { EXAMPLE, UPSTREAM }: Env): Promise<void> {
    const get = async (path: string, signal: AbortSignal | null = null) => {
      const response = await EXAMPLE.fetch(`http://example${path}`, { signal });
      return await response.text();
    };
    const requests = async (path: string): Promise<number> => {
      const response = await UPSTREAM.fetch(`http://upstream/requests${path}`);
      return await response.json();
    };

    // Requests that overlap share the wrapper and nothing else. One of them is
    // aborted in its first wait.
    const controller = new AbortController();
    const aborted = get("/99/aborted", controller.signal).catch((e) => e);
    const others = ["/0/at-once", "/1/after-one", "/2/after-two"];
    const answers = Promise.all(others.map((path) => get(path)));
    await sleep(50);
    equal(await requests("/99/aborted"), 1);
    controller.abort(new Error("gone"));
    equal((await aborted).message, "gone");

    equal(await answers, others.map((path) => `answer to ${path}`));
    await sleep(TWO_WAITS);
    equal(await requests("/99/aborted"), 1);
    equal(await requests("/2/after-two"), 3);

    // So many calls that fail use up the budget that they share.
    const paths = Array.from({ length: 20 }, (_, num) => `/99/call-${num}`);
    await Promise.all(paths.map((path) => get(path)));
    const counts = await Promise.all(paths.map((path) => requests(path)));
    const total = counts.reduce((sum, count) => sum + count);
    // 10 retries, and one for every 5 calls, but for those made before.
    between(total, 20 + 1, 20 + 10 + 24 / 5);
  },
};
