// What stands in for a browser or a network in tests. They run last, as they change
// what the others use.
import { limited, read } from "./fetches.mjs";

// As in browsers, each of these is a "Network request failed".
const UNTOLD = [
  "tls_self_signed",
  "tls_issuer",
  "tls_host",
  "tls_expired",
  "tls_early",
  "redirect_loop",
  "redirect_scheme",
  "large_head",
  "bad_gzip",
  "no_http",
  // XMLHttpRequest takes no limit of a signal.
  "hang_signal",
];

export const standIns = {
  async "happy-dom fetch"(origin) {
    const { Window } = await import("happy-dom");
    const window = new Window({ url: origin });
    const send = async ({ url, headers, signal, timeout }) => {
      const controller = new window.AbortController();
      signal?.addEventListener(
        "abort",
        () => controller.abort(signal.reason),
      );
      return await read(
        await window.fetch(url, {
          headers,
          signal: timeout
            ? window.AbortSignal.timeout(timeout)
            : controller.signal,
        }),
      );
    };
    return Object.assign(send, { lacks: ["relative_url"] });
  },
  async "whatwg-fetch in jsdom"(origin) {
    const { JSDOM } = await import("jsdom");
    const { window } = new JSDOM("", { url: origin });
    globalThis.self = globalThis.window = window;
    globalThis.XMLHttpRequest = window.XMLHttpRequest;
    const { fetch } = await import("whatwg-fetch");
    const send = async (request) => {
      const { url, headers } = request;
      return await read(
        await fetch(url, { headers, signal: limited(request) }),
      );
    };
    return Object.assign(send, { lacks: ["relative_url", ...UNTOLD] });
  },
  async "fetch with MSW"() {
    const { http, HttpResponse } = await import("msw");
    const { setupServer } = await import("msw/node");
    const url = "http://mock.invalid/";
    setupServer(http.get(url, () => HttpResponse.error()))
      .listen({ onUnhandledRequest: "bypass" });
    const send = async () => await read(await fetch(url));
    return Object.assign(send, { only: ["refused"] });
  },
};
