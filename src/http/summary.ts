const LONGEST_TEXT = 100;
const LONGEST_URL = 300;

/**
 * Describes a response on one line that is safe to log.
 *
 * @returns Its status, its status text if there is one (HTTP/2 has none), and its
 * URL.
 */
export function summaryOf(response: Response): string {
  const { status, statusText } = response;
  // Servers may write anything here, even control sequences of a terminal.
  const text = String(statusText ?? "").replace(/[^ -~\xA0-\xFF]/g, "?");
  const url = placeOf(response);
  return `HTTP ${status}${text && ` ${cut(text, LONGEST_TEXT)}`}${
    url && `: ${cut(url, LONGEST_URL)}`
  }`;
}

/** The URL without the parts that may be secret. */
function placeOf(response: Response): string {
  try {
    const { protocol, origin, pathname } = new URL(response.url);
    // Other URLs, such as `data:` and `blob:`, hold content or point into memory.
    return /^https?:/.test(protocol) ? origin + pathname : protocol;
  } catch {
    // A response that a program has made has no URL. A mock may have anything there.
    return "";
  }
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
