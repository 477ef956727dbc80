import type { Change } from "./mutants.ts";

/** A mutant that no test can kill. */
export interface Survivor extends Change {
  /** Why it does the same as the code. */
  readonly why: string;
}

/** All mutants that may survive. */
export const SURVIVORS: readonly Survivor[] = [
  {
    file: "src/retry_context.ts",
    code: "return new Loop(invocation, signal, false, false);",
    becomes: "return new Loop(invocation, signal, true, false);",
    why:
      "A shortcut: nothing ends such a loop before the code of its attempt begins.",
  },
  {
    file: "src/retry_fetch.ts",
    code: "copyProperties(Object(options.fetch ?? globalThis.fetch), retried);",
    becomes:
      "copyProperties(Object(options.fetch && globalThis.fetch), retried);",
    why: "A test shows it that does not run with the others.",
  },
  {
    file: "src/retry_fetch.ts",
    code: "if (joined) hold(response, joined);",
    becomes: "if (true) hold(response, joined);",
    why: "It shows after a garbage collection only.",
  },
  {
    file: "src/retry_fetch.ts",
    code: "if (joined) hold(response, joined);",
    becomes: "if (false) hold(response, joined);",
    why: "It shows after a garbage collection only.",
  },
  {
    file: "src/retry_fetch_options.ts",
    code:
      "const list: unknown[] = Array.isArray(methods) ? methods : [methods];",
    becomes: "const list: unknown[] = Array.isArray(methods) ? methods : [];",
    why: "What is no array is refused all the same.",
  },
  {
    file: "src/retry_fetch_options.ts",
    code: "return limit === null || limit === Infinity;",
    becomes: "return limit === null || false;",
    why: "A shortcut: its signal never aborts.",
  },
  {
    file: "src/http/methods.ts",
    code: "return CORRECTED.test(method) ? method.toUpperCase() : method;",
    becomes: "return CORRECTED.test(method) ? method.toLowerCase() : method;",
    why: "What is compared is all written alike.",
  },
  {
    file: "src/http/methods.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/http/request_parts.ts",
    code: 'typeof request.method === "string";',
    becomes: "true;",
    why: "Nothing else that `fetch` takes has such a method.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "const isEmpty = body === null || hasNoBody(input.method);",
    becomes: "const isEmpty = false;",
    why: "A shortcut: a body that is not there is read in vain.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "const isEmpty = body === null || hasNoBody(input.method);",
    becomes: "const isEmpty = body === null && hasNoBody(input.method);",
    why: "A shortcut: a body that is not there is read in vain.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "const isEmpty = body === null || hasNoBody(input.method);",
    becomes: "const isEmpty = false || hasNoBody(input.method);",
    why: "A shortcut: a body that is not there is read in vain.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "function hasNoBody(method: string): boolean { … }",
    becomes: "function hasNoBody(method: string): boolean {}",
    why: "A shortcut: a body that is not there is read in vain.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "return /^(?:GET|HEAD)$/i.test(method);",
    becomes: "return /(?:GET|HEAD)$/i.test(method);",
    why: "There is no such method.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "return /^(?:GET|HEAD)$/i.test(method);",
    becomes: "return /^(?:GET|HEAD)/i.test(method);",
    why: "There is no such method.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "if (isPlain && !init) return { signal };",
    becomes: "if (false) return { signal };",
    why: "A shortcut: there is nothing to copy.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "if (!isPlain) {",
    becomes: "if (true) {",
    why: "An address has no referrer.",
  },
  {
    file: "src/http/request_parts.ts",
    code: "const hasBody = (init?.body ?? null) !== null;",
    becomes: "const hasBody = false;",
    why: "In Deno, no such request can be made.",
  },
  {
    file: "src/http/request_parts.ts",
    code: 'if (hasBody && hasNoBody(init?.method ?? "GET")) return true;',
    becomes: "if (false) return true;",
    why: "In Deno, no such request can be made.",
  },
  {
    file: "src/http/request_parts.ts",
    code: 'if (hasBody && hasNoBody(init?.method ?? "GET")) return true;',
    becomes: 'if (hasBody && hasNoBody(init.method ?? "GET")) return true;',
    why: "Without `init` there is no body.",
  },
  {
    file: "src/http/request_parts.ts",
    code: 'if (hasBody && hasNoBody(init?.method ?? "GET")) return true;',
    becomes: 'if (hasBody && hasNoBody(init?.method ?? "")) return true;',
    why: "In Deno, no such request can be made.",
  },
  {
    file: "src/http/response_body.ts",
    code: 'if (typeof body?.cancel !== "function") return body?.destroy?.();',
    becomes: 'if (typeof body.cancel !== "function") return body?.destroy?.();',
    why: "What is thrown without a body is caught.",
  },
  {
    file: "src/http/response_body.ts",
    code: 'if (typeof body?.cancel !== "function") return body?.destroy?.();',
    becomes: 'if (typeof body?.cancel !== "function") return body?.destroy();',
    why: "What is thrown without such a method is caught.",
  },
  {
    file: "src/http/response_body.ts",
    code: 'if (typeof body?.cancel !== "function") return body?.destroy?.();',
    becomes: 'if (typeof body?.cancel !== "function") return body.destroy?.();',
    why: "What is thrown without a body is caught.",
  },
  {
    file: "src/http/retried_request.ts",
    code: "? withBody(request, { headers, ...init }, body)",
    becomes: "? withBody(request, {}, body)",
    why: "Only Bun needs them there: `fetch` is given `init`, too.",
  },
  {
    file: "src/hooks/hooks.ts",
    code: 'setHooks("recovered", without(hook, getHooks("recovered")));',
    becomes: 'setHooks("", without(hook, getHooks("recovered")));',
    why: "A hook that is told about nothing else is not told about recoveries.",
  },
  {
    file: "src/hooks/in_force.ts",
    code: 'return known ??= shared("hooks", () => Object.create(null));',
    becomes: 'return known ??= shared("", () => Object.create(null));',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/hooks/in_force.ts",
    code: 'return known ??= shared("hooks", () => Object.create(null));',
    becomes: 'return known ??= shared("hooks", () => undefined);',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/hooks/tell.ts",
    code:
      "const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length > 0;",
    becomes: "const isHeard = false ? canReport() : hooks.length > 0;",
    why: "A shortcut: the hooks look for themselves what to report to.",
  },
  {
    file: "src/hooks/tell.ts",
    code:
      "const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length > 0;",
    becomes:
      "const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length >= 0;",
    why: "A shortcut: no hook is told.",
  },
  {
    file: "src/hooks/tell.ts",
    code:
      "const isHeard = hooks === DEFAULT_HOOKS ? canReport() : hooks.length > 0;",
    becomes: "const isHeard = hooks === DEFAULT_HOOKS ? canReport() : true;",
    why: "A shortcut: no hook is told.",
  },
  {
    file: "src/hooks/tell.ts",
    code: "if (!isHeard && own === undefined) return undefined;",
    becomes: "if (false) return undefined;",
    why: "A shortcut: no hook is told.",
  },
  {
    file: "src/hooks/tell.ts",
    code: 'if (event === "recovered") hooks = forRecovery(hooks);',
    becomes: "if (true) hooks = forRecovery(hooks);",
    why: "Hooks for retries and give-ups are told about these.",
  },
  {
    file: "src/options/names.ts",
    code: "if (option === undefined || !names.has(option)) return undefined;",
    becomes: "if (false || !names.has(option)) return undefined;",
    why: "It is not among the names either.",
  },
  {
    file: "src/options/switches.ts",
    code: 'return known ??= shared("switches", () => ({ active: true }));',
    becomes: 'return known ??= shared("", () => ({ active: true }));',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/options/switches.ts",
    code: 'return known ??= shared("switches", () => ({ active: true }));',
    becomes: 'return known ??= shared("switches", () => ({}));',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/options/switches.ts",
    code: 'return known ??= shared("switches", () => ({ active: true }));',
    becomes: 'return known ??= shared("switches", () => ({ active: false }));',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/budget/turns.ts",
    code: "if (time - this.#asked > PATIENCE) return;",
    becomes: "if (false) return;",
    why: "A shortcut: the next call that asks forgets it.",
  },
  {
    file: "src/lib/bodies.ts",
    code: 'return responses ??= shared("responses", () => new WeakMap());',
    becomes: 'return responses ??= shared("", () => new WeakMap());',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/lib/bodies.ts",
    code: 'return responses ??= shared("responses", () => new WeakMap());',
    becomes: 'return responses ??= shared("responses", () => undefined);',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/lib/bodies.ts",
    code: "for (let num = 0; num < Math.min(failures.length, MOST); num++) {",
    becomes:
      "for (let num = 0; num <= Math.min(failures.length, MOST); num++) {",
    why: "It looks at nothing, or at a ninth error: any limit will do.",
  },
  {
    file: "src/lib/bodies.ts",
    code: "if (failure?.cause) failures.push(failure.cause);",
    becomes: "if (true) failures.push(failure.cause);",
    why: "A shortcut: nothing holds no body.",
  },
  {
    file: "src/lib/bodies.ts",
    code: "failures.push(...failure.errors.slice(0, MOST));",
    becomes: "failures.push(...failure.errors);",
    why: "A shortcut: no more of them are looked at.",
  },
  {
    file: "src/lib/bodies.ts",
    code: "await response.body?.cancel();",
    becomes: "await response.body.cancel();",
    why: "What is thrown without a body is caught.",
  },
  {
    file: "src/lib/join_signals.ts",
    code: "export function hold(holder: object, value: unknown): void { … }",
    becomes: "export function hold(holder: object, value: unknown): void {}",
    why: "It shows after a garbage collection only.",
  },
  {
    file: "src/lib/join_signals.ts",
    code: "hold(signal, [caller, source]);",
    becomes: "hold(signal, []);",
    why: "It shows after a garbage collection only.",
  },
  {
    file: "src/lib/join_signals.ts",
    code: "const once = { once: true };",
    becomes: "const once = {};",
    why: "A signal aborts only once.",
  },
  {
    file: "src/lib/join_signals.ts",
    code: "const once = { once: true };",
    becomes: "const once = { once: false };",
    why: "A signal aborts only once.",
  },
  {
    file: "src/lib/join_signals.ts",
    code: "joined.deref()?.abort(caller.reason);",
    becomes: "joined.deref().abort(caller.reason);",
    why: "It shows after a garbage collection only.",
  },
  {
    file: "src/lib/metadata.ts",
    code:
      "reflect.defineMetadata?.(key, reflect.getOwnMetadata?.(key, from), to);",
    becomes:
      "reflect.defineMetadata(key, reflect.getOwnMetadata?.(key, from), to);",
    why: "What a stub without it throws is caught.",
  },
  {
    file: "src/lib/metadata.ts",
    code:
      "reflect.defineMetadata?.(key, reflect.getOwnMetadata?.(key, from), to);",
    becomes:
      "reflect.defineMetadata?.(key, reflect.getOwnMetadata(key, from), to);",
    why: "What a stub without it throws is caught.",
  },
  {
    file: "src/lib/timer.ts",
    code: "if (!(passed > 0)) return;",
    becomes: "if (!(passed >= 0)) return;",
    why: "It adds 0.",
  },
  {
    file: "src/lib/timer.ts",
    code: "if (ms > LONGEST_TIMER) return this.#run(ms - LONGEST_TIMER);",
    becomes: "if (ms >= LONGEST_TIMER) return this.#run(ms - LONGEST_TIMER);",
    why: "It rings a moment later.",
  },
  {
    file: "src/core/attempt.ts",
    code: "if (isInspectable) return;",
    becomes: "if (true) return;",
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/core/attempt.ts",
    code: "if (isInspectable) return;",
    becomes: "if (false) return;",
    why: "A shortcut: it does the same again.",
  },
  {
    file: "src/core/attempt.ts",
    code: "isInspectable = true;",
    becomes: "isInspectable = false;",
    why: "A shortcut: it does the same again.",
  },
  {
    file: "src/core/attempt.ts",
    code: '"Attempt",',
    becomes: '"",',
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/core/attempt.ts",
    code: "({ num, nextWait, remaining }) => ({ num, nextWait, remaining }),",
    becomes: "() => undefined,",
    why: "It is done once in a process, by an earlier test.",
  },
  {
    file: "src/core/backoff.ts",
    code: "if (policy.waitJitter === 0) return wait;",
    becomes: "if (false) return wait;",
    why: "A shortcut: it adds 0.",
  },
  {
    file: "src/core/callee.ts",
    code: 'name = Object.getOwnPropertyDescriptor(fn, "name")?.value;',
    becomes: 'name = Object.getOwnPropertyDescriptor(fn, "name").value;',
    why: "What is thrown without a name is caught, and there is none then.",
  },
  {
    file: "src/core/limits.ts",
    code: "#isForDeadline = false;",
    becomes: "#isForDeadline = true;",
    why: "It is set before it is looked at.",
  },
  {
    file: "src/core/limits.ts",
    code: "if (attemptTimeout === Infinity) return Infinity;",
    becomes: "if (false) return Infinity;",
    why: "A shortcut: it looks at the clock, which another test counts.",
  },
  {
    file: "src/core/limits.ts",
    code: "return Math.max(0, attemptTimeout - (spent > 0 ? spent : 0));",
    becomes: "return Math.max(0, attemptTimeout - (spent >= 0 ? spent : 0));",
    why: "It takes 0 away.",
  },
  {
    file: "src/core/loop.ts",
    code: "this.#guardsSteps = canLeave || signal !== undefined;",
    becomes: "this.#guardsSteps = true;",
    why:
      "A shortcut: nothing ends such a loop before the code of its attempt begins.",
  },
  {
    file: "src/core/misuse.ts",
    code: "export function isPromise(value: unknown): boolean { … }",
    becomes: "export function isPromise(value: unknown): boolean {}",
    why: "A shortcut: a promise passes all that is asked of other results.",
  },
  {
    file: "src/core/misuse.ts",
    code: "try { … } catch {",
    becomes: "try {} catch {",
    why: "A shortcut: a promise passes all that is asked of other results.",
  },
  {
    file: "src/core/misuse.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/core/misuse.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    occurrence: 2,
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/core/misuse.ts",
    code: "} catch { … }",
    becomes: "} catch {}",
    occurrence: 3,
    why: "It returns undefined then, which is only asked whether it is true.",
  },
  {
    file: "src/core/retried_function.ts",
    code: "if (callee.isBlock) call.attempt = new LiveAttempt(num, call);",
    becomes: "if (true) call.attempt = new LiveAttempt(num, call);",
    why: "A shortcut: a function never sees the attempt.",
  },
  {
    file: "src/core/retried_function.ts",
    code: "if (!isPromise(result)) {",
    becomes: "if (true) {",
    why: "A shortcut: a promise passes all that is asked of other results.",
  },
  {
    file: "src/core/retried_function.ts",
    code: "if (isTimed(call.policy) || call.signal) {",
    becomes: "if (true) {",
    why: "A shortcut: there is nothing to arm.",
  },
  {
    file: "src/core/verdict.ts",
    code: "let hasAsked = false;",
    becomes: "let hasAsked = true;",
    why: "A shortcut: it looks at the clock, which another test counts.",
  },
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
