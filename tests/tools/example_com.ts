// Answers for `example.com` while the tests run, so that examples can be run as
// they are written: the first request to each address fails, others are answered.

const realFetch = globalThis.fetch;
const asked = new Set<string>();

globalThis.fetch = (input, init) => {
  const { url, signal } = new Request(input, init);
  if (!new URL(url).hostname.endsWith("example.com")) {
    return realFetch(input, init);
  }
  if (signal.aborted) return Promise.reject(signal.reason);
  const status = asked.has(url) ? 200 : 503;
  asked.add(url);
  return Promise.resolve(new Response(`the answer of ${url}`, { status }));
};

/** Fails the first request to each address again. */
export function forget(): void {
  asked.clear();
}
