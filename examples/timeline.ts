import { HttpStatusError, type RetryDetails } from "@stamina/retry";

/** Prints what happens in one call, a line for each attempt. */
export class Timeline {
  /** What the attempts that were retried have failed with, in words. */
  readonly failures: string[] = [];

  readonly #started: number = performance.now();
  #waitsUntil = 0;

  /** The milliseconds since the call began. */
  elapsed(): number {
    return performance.now() - this.#started;
  }

  /** An attempt has failed, and another one is to follow. */
  failed({ causedBy, waitFor }: RetryDetails): void {
    const failure = describe(causedBy);
    this.#print(`${failure.padEnd(22)}   next in ${seconds(waitFor)}`);
    this.failures.push(failure);
    this.#waitsUntil = this.elapsed() + waitFor;
  }

  /** The call has returned a value. */
  returned(value: unknown): void {
    this.#print(JSON.stringify(value));
  }

  /** The call has thrown an error. */
  threw(error: unknown): void {
    this.#print(describe(error));
  }

  #print(what: string): void {
    const time = this.elapsed();
    const when = time < this.#waitsUntil
      ? "in a wait"
      : `attempt ${this.failures.length + 1}`;
    console.log(`   ${seconds(time)}   ${when}   ${what}`);
  }
}

/** Says in a few words what was thrown. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Its message also tells the URL, which is the same for all.
  if (error instanceof HttpStatusError) return `HTTP ${error.status}`;
  const { name, message, cause } = error;
  if (name === "AbortError") return "aborted";
  if (name === "TimeoutError") return /timed out [^:]*/.exec(message)![0];
  // `fetch` tells a refused connection by words alone, some in the cause.
  if (/refused/.test(`${message} ${cause}`)) return "connection refused";
  return message;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
