import type { Change } from "./mutants.ts";

/** A mutant that no test can kill. */
export interface Survivor extends Change {
  /** Why it does the same as the code. */
  readonly why: string;
}

/** All mutants that may survive. */
export const SURVIVORS: readonly Survivor[] = [
  {
    file: "src/hooks/defaults.ts",
    code:
      "return findOpenTelemetry() !== undefined || findLogTape() !== undefined;",
    becomes: "return true;",
    why: "A shortcut: the hooks look for themselves what to report to.",
  },
  {
    file: "src/hooks/defaults.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined all the same.",
  },
  {
    file: "src/hooks/defaults.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    occurrence: 2,
    why: "It returns undefined all the same.",
  },
  {
    file: "src/http/header.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "Undefined means as little as an empty text to those who read it.",
  },
  {
    file: "src/http/header.ts",
    code: 'return "";',
    becomes: 'return "Stryker was here!";',
    why: "Neither is a wait, a date, or a wish.",
  },
  {
    file: "src/lib/signals.ts",
    code: "return signal?.aborted === true;",
    becomes: "return signal.aborted === true;",
    why: "What is thrown without a signal is caught, and false is returned.",
  },
  {
    file: "src/lib/signals.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/lib/signals.ts",
    code: "if (signal?.reason !== undefined) return signal.reason;",
    becomes: "if (signal.reason !== undefined) return signal.reason;",
    why: "What is thrown without a signal is caught, as if it had no reason.",
  },
  {
    file: "src/budget/ledger.ts",
    code: "if (now > this.#looked) this.#passed += now - this.#looked;",
    becomes: "if (now >= this.#looked) this.#passed += now - this.#looked;",
    why: "It adds 0.",
  },
  {
    file: "src/http/transient_http.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined all the same.",
  },
  {
    file: "src/hooks/error_type.ts",
    code:
      'const name = typeof value === "string" ? value.slice(0, LONGEST_NAME) : "";',
    becomes:
      'const name = typeof value === "string" ? value.slice(0, LONGEST_NAME) : "Stryker was here!";',
    why: "Neither looks like a name.",
  },
  {
    file: "src/lib/one_line.ts",
    code: "current = current?.cause;",
    becomes: "current = current.cause;",
    why: "What is thrown without a cause is caught, and there is no code then.",
  },
  {
    file: "src/lib/one_line.ts",
    code: "const code = current?.code;",
    becomes: "const code = current.code;",
    why: "What is thrown without a cause is caught, and there is no code then.",
  },
  {
    file: "src/lib/one_line.ts",
    code: "return text.slice(0, LONGEST_LINE + 1).replace(",
    becomes: "return text.replace(",
    why: "A shortcut: what is longer is cut later.",
  },
  {
    file: "src/lib/promises.ts",
    code:
      'if (typeof (value as Partial<PromiseLike<unknown>>)?.then === "function") {',
    becomes:
      'if (typeof (value as Partial<PromiseLike<unknown>>).then === "function") {',
    why: "What is thrown without a value is caught.",
  },
  {
    file: "src/lib/realms.ts",
    code:
      'source.replace(/\\s+/g, " ") === `function ${name}() { [native code] }`;',
    becomes:
      'source.replace(/\\s/g, " ") === `function ${name}() { [native code] }`;',
    why: "Only other engines print more than one space.",
  },
  {
    file: "src/options/callable.ts",
    code:
      'return Object.getOwnPropertyDescriptor(value, "prototype")?.writable ===',
    becomes:
      'return Object.getOwnPropertyDescriptor(value, "prototype").writable ===',
    why: "What is thrown without a prototype is caught, and false is returned.",
  },
  {
    file: "src/options/callable.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/options/callable.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    occurrence: 2,
    why: "It returns undefined all the same.",
  },
  {
    file: "src/options/on.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    occurrence: 2,
    why: "It returns undefined then, which is only asked whether it is true.",
  },
];
