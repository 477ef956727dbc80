/**
 * Reads a header from any form in which clients keep headers.
 *
 * That is an object with a method `get`, an object with a property for each header,
 * a list of pairs, or a flat list in which names and values alternate.
 *
 * @param headers The headers, if there are any.
 * @param name The name of the header, in lower case.
 * @returns Its value, or a meaningless text such as `"undefined"` if there is none.
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
    // A mock may have no headers, or something else in their place.
    return "";
  }
}
