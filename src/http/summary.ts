const LONGEST_TEXT = 100;
const LONGEST_URL = 300;

/**
 * Tells a response in a line that may be logged.
 *
 * @returns Its status, the text of that if there is one, as HTTP/2 has none, and
 * where it comes from.
 */
export function summaryOf(response: Response): string {
  const { status, statusText } = response;
  // Servers may write anything here, even what controls a terminal.
  const text = String(statusText ?? "").replace(/[^ -~\xA0-\xFF]/g, "?");
  const url = placeOf(response);
  return `HTTP ${status}${text && ` ${cut(text, LONGEST_TEXT)}`}${
    url && `: ${cut(url, LONGEST_URL)}`
  }`;
}

/** The URL without what may be secret, as far as that can be told. */
function placeOf(response: Response): string {
  try {
    const { protocol, origin, pathname } = new URL(response.url);
    // Others hold their content, or say where it is in memory.
    return /^https?:/.test(protocol) ? origin + pathname : protocol;
  } catch {
    // A response that a program has made has no URL, and a mock may have any.
    return "";
  }
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
