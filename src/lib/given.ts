import { misuse, show, wrongKind } from "./messages.ts";

/**
 * Checks that options are an object without unknown options.
 *
 * @param aim What cannot be done if they are wrong, for the message.
 * @param options The value given.
 * @param names The names of all options.
 * @param isPolluted Whether any of them is on `Object.prototype`.
 * @param adviceOn Tells what to write instead of an unknown option, if it knows.
 * @returns The options, own and inherited, but without those that somebody has put
 * on `Object.prototype`.
 * @throws {TypeError} If the options are not an object, or one of them is unknown.
 */
export function given<T extends object>(
  aim: string,
  options: T,
  names: ReadonlySet<string>,
  isPolluted: boolean = [...names].some((name) => name in Object.prototype),
  adviceOn?: (
    name: string,
    value: unknown,
    names: ReadonlySet<string>,
  ) => string | undefined,
): T {
  if (typeof options !== "object" || options === null) {
    throw wrongKind(`${aim} as the options must be an object`, options);
  }
  // A misspelt limit must not go unnoticed.
  for (const name in options) {
    if (!names.has(name) && Object.hasOwn(options, name)) {
      const advice = adviceOn?.(name, options[name], names);
      const use = advice ? `: use '${advice}'` : "";
      const known = [...names].join(", ");
      throw misuse(
        `${aim} as ${
          show(name)
        } is not an option${use} (the options are ${known})`,
      );
    }
  }
  return isPolluted ? withoutPollution(options, names) : options;
}

function withoutPollution<T extends object>(
  options: T,
  names: ReadonlySet<string>,
): T {
  const clean = Object.create(null);
  for (const name of names) {
    if (isGiven(options, name)) clean[name] = options[name as keyof T];
  }
  return clean;
}

function isGiven(holder: object | null, name: string): boolean {
  return holder !== null && holder !== Object.prototype &&
    (Object.hasOwn(holder, name) ||
      isGiven(Object.getPrototypeOf(holder), name));
}
