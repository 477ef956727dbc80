import type { Cell } from "./cells.ts";

/** Failures that cannot be told from others, as the client has lost what happened. */
interface Impossible {
  readonly clients: readonly string[];
  readonly failures: readonly string[];
  /** All runtimes, unless these are named. */
  readonly runtimes?: readonly string[];
  readonly why: string;
}

const IMPOSSIBLE: readonly Impossible[] = [
  {
    clients: ["node-fetch", "cross-fetch"],
    failures: ["hang", "hang_signal"],
    runtimes: ["Node.js 20", "Node.js 26", "Deno"],
    why:
      "throws the same AbortError for a limit of time as for an abort by the user, without the reason of the signal",
  },
  {
    clients: ["whatwg-fetch in jsdom"],
    failures: ["hang"],
    runtimes: ["Node.js 20", "Node.js 26"],
    why: "XMLHttpRequest knows no reason of an abort",
  },
  {
    clients: ["happy-dom fetch"],
    failures: ["reset_body", "eof_body", "eof_chunk"],
    runtimes: ["Node.js 20", "Node.js 26"],
    why: "says the same of a body that was cut as of an abort while it is read",
  },
  {
    clients: ["tRPC"],
    failures: ["hang", "hang_signal"],
    why:
      "aborts a signal of its own, and drops the reason of the one that it is given",
  },
  {
    clients: ["openai", "anthropic"],
    failures: ["hang_signal"],
    why:
      "throws the same error for AbortSignal.timeout() as for an abort by the user; its own option `timeout` is known",
  },
  {
    clients: ["octokit"],
    failures: ["reset_body", "eof_body", "eof_chunk"],
    why:
      "takes a body that was cut for an empty text, so that only its JSON is wrong",
  },
  {
    clients: ["supabase"],
    failures: ["s503", "s429", "s500", "s529"],
    why: "throws what the body says, without the status and the headers",
  },
];

/** Why a cell is wrong, if nothing can be done about it. */
export function whyImpossible(
  { client, failure, runtime }: Cell,
): string | undefined {
  return IMPOSSIBLE.find(({ clients, failures, runtimes }) =>
    clients.includes(client) && failures.includes(failure) &&
    (runtimes?.includes(runtime) ?? true)
  )?.why;
}

/** The table of what is impossible, for readers. */
export function impossibleRows(): string[][] {
  return IMPOSSIBLE.map(({ clients, failures, runtimes, why }) => [
    clients.join(", "),
    failures.map((failure) => `\`${failure}\``).join(", "),
    runtimes?.join(", ") ?? "all",
    why,
  ]);
}
