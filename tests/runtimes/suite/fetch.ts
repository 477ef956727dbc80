import { HttpStatusError, retryFetch, transientHttp } from "../../../mod.ts";
import { type Cases, equal, sleep, thrownBy } from "./check.ts";

const isFirefox = globalThis.navigator?.userAgent?.includes("Firefox");

let ids = 0;

/**
 * A `fetch` that retries, with that of the platform.
 *
 * @param url A server of `serveFaults`.
 */
export function fetching(url: string): Cases {
  const fetch = retryFetch({ waitInitial: 1, waitJitter: 0 });
  // It answers at the third request. A query of its own for each run, too.
  const flaky = () => `${url}/sent?${Date.now()}-${ids++}`;

  /** What the server has got in each attempt, if that is always the same. */
  const sent = async (init: RequestInit, asRequest = false) => {
    const response = asRequest
      ? await fetch(new Request(flaky(), init))
      : await fetch(flaky(), init);
    const all = await response.json();
    equal(all.length, 3);
    const [first, ...others] = all;
    for (const other of others) equal(other, first);
    return first as string;
  };
  const hex = (text: string) =>
    [...new TextEncoder().encode(text)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  const untilNoneIs = async (what: "stuck" | "open") => {
    const text = async () =>
      await (await globalThis.fetch(`${url}/how-many-${what}`)).text();
    while (await text() !== "0") await sleep(5);
  };

  const method = "PUT";
  return {
    async "fetch: an address is asked until it answers"() {
      equal(await sent({}), "GET  ");
    },
    async "fetch: a body is sent again byte for byte"() {
      const text = "A naïve body\r\n";
      const bytes = new TextEncoder().encode(text);
      const bodies: BodyInit[] = [
        text,
        bytes,
        bytes.buffer,
        new DataView(bytes.buffer),
        new Blob([text]),
      ];
      for (const body of bodies) {
        equal((await sent({ method, body })).endsWith(` ${hex(text)}`), true);
        const asRequest = await sent({ method, body }, true);
        equal(asRequest.endsWith(` ${hex(text)}`), true);
      }
      const body = new URLSearchParams({ a: "b c" });
      equal((await sent({ method, body })).endsWith(hex("a=b+c")), true);
    },
    async "fetch: a large body is sent again"() {
      const body = new Uint8Array(300_000).fill(7);
      equal((await sent({ method, body })).length, "PUT  ".length + 600_000);
      const request = await sent({ method, body }, true);
      equal(request.length, "PUT  ".length + 600_000);
    },
    async "fetch: a form is sent again"() {
      const body = new FormData();
      body.set("name", "value");
      body.set("file", new Blob(["content"]), "name.txt");
      for (const asRequest of [false, true]) {
        const form = await sent({ method, body }, asRequest);
        equal(form.startsWith("PUT multipart/form-data; "), true);
        for (const part of ["value", "content", "name.txt"]) {
          equal(form.includes(hex(part)), true);
        }
      }
    },
    async "fetch: a POST is sent again only with a key"() {
      const init = { method: "POST", body: "order" };
      const response = await fetch(flaky(), init);
      equal(response.status, 503);
      await response.body?.cancel();
      // In browsers, another origin would have to allow it.
      const headers = { "Idempotency-Key": "1" };
      const line = await sent({ ...init, headers });
      equal(line.endsWith(hex("order")), true);
    },
    async "fetch: a network failure is retried, and thrown in the end"() {
      const two = retryFetch({ waitInitial: 1, waitJitter: 0, attempts: 2 });
      equal(transientHttp(await thrownBy(two(`${url}/reset`))), true);
    },
    async "fetch: the last answer is returned, its body unread"() {
      const two = retryFetch({ waitInitial: 1, waitJitter: 0, attempts: 2 });
      const response = await two(flaky());
      equal(response.status, 503);
      equal(response.bodyUsed, false);
      equal(await response.text(), "Not now");
    },
    async "fetch: a bug is not retried"() {
      const on = TypeError;
      const all = retryFetch({ on, waitInitial: 100_000, timeout: null });
      const used = new Request(`${url}/`, { method, body: "text" });
      await used.text();
      const bugs = [
        () => all("http://[bad"),
        () => all(`${url}/`, { headers: { "a b": "c" } }),
        () => all(`${url}/`, { body: "a GET has none" }),
        () => all(used),
      ];
      for (const bug of bugs) {
        equal(await thrownBy(bug) instanceof TypeError, true);
      }
    },
    async "fetch: an answer that is retried does not keep its connection"() {
      // It lets a request wait for another one to the same address, whose body it
      // may go on to read after it is cancelled.
      if (isFirefox) return;
      const two = retryFetch({ waitInitial: 1, waitJitter: 0, attempts: 3 });
      const response = await two(`${url}/stuck`);
      equal(response.status, 503);
      await response.body?.cancel();
      await untilNoneIs("stuck");
    },
    async "fetch: a request that is given up is closed"() {
      const load = retryFetch({
        timeout: 100,
        attemptTimeout: 40,
        waitInitial: 1,
        waitJitter: 0,
      });
      const error = await thrownBy(load(`${url}/hang-open`)) as DOMException;
      equal(error.name, "TimeoutError");
      await untilNoneIs("open");
    },
    async "fetch: an abort ends a request at once"() {
      const controller = new AbortController();
      const { signal } = controller;
      const request = thrownBy(fetch(`${url}/hang-open`, { signal }));
      await sleep(20);
      controller.abort("stop");
      equal(await request, "stop");
      await untilNoneIs("open");
    },
    async "fetch: an abort ends a wait at once"() {
      const controller = new AbortController();
      const slow = retryFetch({
        on: HttpStatusError,
        waitInitial: 100_000,
        timeout: null,
      });
      const { signal } = controller;
      const request = thrownBy(slow(flaky(), { signal }));
      await sleep(50);
      controller.abort("stop");
      equal(await request, "stop");
    },
    async "fetch: an abort reaches the body of the answer"() {
      for (const asRequest of [false, true]) {
        const controller = new AbortController();
        const { signal } = controller;
        const drip = `${url}/drip`;
        const response = asRequest
          ? await fetch(new Request(drip, { signal }))
          : await fetch(drip, { signal });
        const reader = response.body!.getReader();
        await reader.read();
        setTimeout(() => controller.abort("stop"), 20);
        await thrownBy((async () => {
          while (!(await reader.read()).done);
        })());
        await untilNoneIs("open");
      }
    },
    async "fetch: the body of the answer has no deadline"() {
      const load = retryFetch({ timeout: 1_000, attemptTimeout: 1_000 });
      const reader = (await load(`${url}/drip`)).body!.getReader();
      const start = Date.now();
      while (Date.now() < start + 1_200) {
        equal((await reader.read()).done, false);
      }
      await reader.cancel();
      await untilNoneIs("open");
    },
    async "fetch: one at module scope serves many requests"() {
      const counts = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const response = await fetch(flaky());
          return (await response.json()).length;
        }),
      );
      equal(counts, [3, 3, 3, 3, 3]);
    },
  };
}
