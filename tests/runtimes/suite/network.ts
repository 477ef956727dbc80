import { raiseForStatus, retry, transientHttp } from "../../../mod.ts";
import { type Cases, equal, sleep, thrownBy } from "./check.ts";

const isFirefox = globalThis.navigator?.userAgent?.includes("Firefox");

/**
 * Real failures of the network.
 *
 * @param url A server of `serveFaults`.
 */
export function network(url: string): Cases {
  const isTransient = async (fn: () => unknown) => {
    const error = await thrownBy(fn);
    const is = transientHttp(error);
    if (typeof is === "boolean") return is;
    throw new Error(`${is} for ${error}`);
  };
  const text = async (path: string) => await (await fetch(url + path)).text();

  const chunks = async (path: string) => {
    const reader = (await fetch(url + path)).body?.getReader();
    while (!(await reader?.read())?.done);
  };

  return {
    async "a refused connection is transient"() {
      const port = await text("/refused");
      equal(await isTransient(() => fetch(`http://127.0.0.1:${port}`)), true);
    },
    async "a connection that is reset or closed is transient"() {
      equal(await isTransient(() => fetch(`${url}/reset`)), true);
      equal(await isTransient(() => fetch(`${url}/close`)), true);
    },
    async "a name that is not known is transient"() {
      equal(await isTransient(() => fetch("http://name.invalid/")), true);
    },
    async "a failed TLS handshake is transient"() {
      const tls = url.replace("http:", "https:");
      equal(await isTransient(() => fetch(tls)), true);
    },
    async "a body that ends too early is transient"() {
      equal(await isTransient(() => text("/cut-body")), true);
      equal(await isTransient(() => chunks("/cut-body")), true);
      // Firefox throws what it throws when the caller aborts.
      if (isFirefox) return;
      equal(await isTransient(() => text("/reset-body")), true);
    },
    async "a request that times out is transient"() {
      // A test runtime lacks it.
      if (typeof AbortSignal.timeout !== "function") return;
      const signal = AbortSignal.timeout(10);
      equal(await isTransient(() => fetch(`${url}/hang`, { signal })), true);
    },
    async "a request that the caller aborts is not"() {
      const controller = new AbortController();
      controller.abort();
      const { signal } = controller;
      equal(await isTransient(() => fetch(`${url}/`, { signal })), false);
    },
    async "a response that is retried does not keep its connection"() {
      const load = retry({ on: transientHttp, waitInitial: 1, waitJitter: 0 })(
        async (paths: string[]) => {
          const response = await fetch(url + paths.shift());
          return await raiseForStatus(response).text();
        },
      );
      // Firefox lets a request wait while another to the same address is under way.
      equal(await load(["/stuck?1", "/stuck?2", "/stuck?3", "/"]), "Hello!");
      // Firefox keeps some of them, although their bodies are cancelled.
      if (isFirefox) return;
      while (await text("/how-many-stuck") !== "0") await sleep(5);
    },
    async "a bug is not"() {
      const bugs = [
        () => fetch("http://[bad"),
        () => fetch(url, { headers: { "a b": "c" } }),
        () => fetch(url, { body: "text" }),
        async () => {
          const response = await fetch(`${url}/`);
          await response.text();
          await response.text();
        },
        async () => {
          const response = await fetch(`${url}/`);
          await response.json();
        },
        () => (undefined as unknown as () => void)(),
        () => (null as unknown as string).length,
      ];
      for (const bug of bugs) equal(await isTransient(bug), false);
    },
  };
}
