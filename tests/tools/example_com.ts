// Answers for `example.com` while the tests run, so that examples can be run as
// they are written: the first request to each address fails, others are answered.

const realFetch = globalThis.fetch;
const asked = new Set<string>();

globalThis.fetch = (input, init) => {
  const address = input instanceof Request ? input.url : String(input);
  const isExample = URL.canParse(address) &&
    new URL(address).hostname.endsWith("example.com");
  // A request whose body is read here could not be sent any more.
  if (!isExample) return realFetch(input, init);
  const { url, signal } = new Request(input, init);
  if (signal.aborted) return Promise.reject(signal.reason);
  const status = asked.has(url) ? 200 : 503;
  asked.add(url);
  return Promise.resolve(new Response(`the answer of ${url}`, { status }));
};

/** Fails the first request to each address again. */
export function forget(): void {
  asked.clear();
}
