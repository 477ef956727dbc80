/**
 * Reads a header, however a client keeps headers.
 *
 * That is an object with a method `get`, one with a property for each header, a
 * list of pairs, or a list of names and values in turn.
 *
 * @param headers The headers, if there are any.
 * @param name The name of the header, in lower case.
 * @returns Its value, or a text that means nothing if there is none.
 */
export function header(headers: unknown, name: string): string {
  try {
    const { get } = headers as Headers;
    if (get) return String(get.call(headers, name));
    const list = Array.isArray(headers) ? headers : Object.entries(headers!);
    const isNext = (_: unknown, index: number, all: unknown[]) =>
      index % 2 === 1 && String(all[index - 1]).toLowerCase() === name;
    return String(list.flat().find(isNext));
  } catch {
    // A mock may have no headers, or others.
    return "";
  }
}
