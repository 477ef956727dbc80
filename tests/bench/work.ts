// deno-lint-ignore-file require-await -- most functions that are retried are async

/** What is retried: each call hands it a state of its own. */
export type Work = (state?: { failures: number }) => Promise<unknown>;

/** Made only once, as it costs more than many a call. */
export const failure: Error = new Error("a failure");

/** Succeeds at once. */
export const succeed: Work = async () => "ok";

/** Takes its time, as what waits for anything does: limits are armed. */
export const takeTurns: Work = async () => {
  for (let turn = 0; turn < 10; turn++) await null;
  return "ok";
};

/** Fails as often as its state says. */
export const failOften: Work = async (state) => {
  if (state!.failures-- > 0) throw failure;
  return "ok";
};
