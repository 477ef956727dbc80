/** What a client does with a failure in a runtime, as the program prints it. */
export interface Cell {
  readonly runtime: string;
  readonly client: string;
  readonly failure: string;
  /** What `transientHttp` says; "success" or "pending" if there was no error. */
  readonly verdict: boolean | number | "success" | "pending";
  /** What the error looks like. */
  readonly shape?: string;
}

/** The wait that the server asks for, in milliseconds. */
const TOLD = 2_000;

const RETRIED: ReadonlySet<string> = new Set([
  "refused",
  "dns",
  "reset_head",
  "closed",
  "reset_body",
  "eof_body",
  "eof_chunk",
  "hang",
  "hang_signal",
  "tls_closed",
  "s500",
  "s529",
]);
const WAITED_FOR: ReadonlySet<string> = new Set(["s503", "s429"]);

/** Whether the client has thrown anything that can be judged. */
export function isJudged({ verdict }: Cell): boolean {
  return verdict !== "success" && verdict !== "pending";
}

/** Whether a failure is retried, or not, as its user expects. */
export function isRight({ failure, verdict }: Cell): boolean {
  if (RETRIED.has(failure)) return verdict === true;
  if (!WAITED_FOR.has(failure)) return verdict === false;
  return typeof verdict === "number" && verdict >= TOLD &&
    verdict <= TOLD + 1_000;
}

/** Whether something is retried that can never succeed. */
export function isFalsePositive(cell: Cell): boolean {
  return isJudged(cell) && cell.verdict !== false &&
    !RETRIED.has(cell.failure) && !WAITED_FOR.has(cell.failure);
}
