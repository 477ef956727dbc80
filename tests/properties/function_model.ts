import { engineError, type Event } from "./events.ts";
import {
  type FunctionScript,
  type FunctionStep,
  isPrompt,
  SUCCESS,
} from "./functions.ts";
import { type Failure, Model } from "./model.ts";
import { REASON } from "./script.ts";
import { errorOf, resultOf } from "./values.ts";

/** What is to be seen of a call of a function, which can be abandoned. */
export function predictFunction(
  script: FunctionScript,
  observed: readonly Event[],
): readonly Event[] {
  const call = new Model(script, observed);
  while (call.begin()) {
    const step = script.steps[call.num - 1] ?? SUCCESS;
    const result = attempt(call, step, script.form === "block");
    if (result === "pending") return call.conclude();
    if (typeof result === "object") {
      call.tell("resolved", call.num, result.value);
      return call.conclude();
    }
    if (result === undefined || !call.rest(result)) break;
  }
  call.tell("rejected", call.end?.error);
  return call.conclude();
}

/** How long to wait after an attempt, what it returns, or `undefined` at the end. */
type Result = number | Success | "pending" | undefined;
type Success = { readonly value: unknown };

function attempt(call: Model, step: FunctionStep, isBlock: boolean): Result {
  const start = call.clock;
  if (isBlock) call.tell("attempt", call.num, call.nextWait, call.remaining);
  else call.tell("attempt", call.num);
  call.happen("the attempt");
  if (!isBlock || !step.failsFirst) {
    const end = settle(call, step, isBlock, call.clock - start);
    return typeof end === "object" && "error" in end
      ? call.fail(end, step)
      : end;
  }

  const wait = call.fail({ error: errorOf(step.error) }, step);
  if (wait === undefined) call.tell("fail threw", call.end?.error);
  const end = settle(call, step, isBlock, call.clock - start);
  if (end === "pending") return end;
  if ("value" in end) return wait ?? end;
  return afterFail(call, step, end, wait);
}

/** What follows if an attempt fails that has said so before. */
function afterFail(
  call: Model,
  step: FunctionStep,
  { error, limit }: Failure,
  wait: number | undefined,
): undefined | number {
  if (wait === undefined) {
    const isStopped = call.aborted && !isPrompt(step);
    call.end = { error: isStopped ? REASON : error };
  } else if (call.aborted) call.giveUp("aborted");
  else if (limit === "timeout") call.giveUp("timeout", error);
  else if (limit === "attemptTimeout") return wait;
  else {
    // It has thrown something else, which is let through.
    call.dispose();
    call.end = { error };
  }
  return undefined;
}

/** Lets time pass until an attempt settles or is cut short. */
function settle(
  call: Model,
  step: FunctionStep,
  isBlock: boolean,
  blocked: number,
): Success | Failure | "pending" {
  const { way, ok, after, reads } = step;
  const start = call.time;
  const allowed = Math.max(0, call.attemptTimeout - blocked);
  const limit = Math.min(allowed, call.remaining);
  const isTotal = call.remaining <= allowed;

  const settlesAt = isPrompt(step)
    ? start
    : way === "hang"
    ? Infinity
    : start + after;
  // What settles at once is done before anything could cut it short.
  const abortAt = settlesAt === start
    ? Infinity
    : Math.max(start, call.abortAt);
  const limitAt = settlesAt === start ? Infinity : start + Math.ceil(limit);
  call.time = Math.min(settlesAt, abortAt, limitAt);
  if (call.time === Infinity) return "pending";

  const isAborted = call.time === abortAt;
  const isExpired = call.time === limitAt && !isAborted;
  const expired = isExpired ? call.expire(limit) : undefined;
  const isCut = isAborted || isExpired;
  if (isCut && isBlock && reads) {
    call.tell("signal", isAborted ? REASON : expired);
  }
  if (call.time === settlesAt && ok) {
    // A success counts that comes in the same turn. But an async function can
    // take one turn more to say that it has succeeded.
    const isLate = isCut && way === "async with a timer";
    if (!isLate || call.observed("resolved", call.num)) {
      return { value: resultOf(step.result) };
    }
  }
  if (isExpired) {
    return { error: expired, limit: isTotal ? "timeout" : "attemptTimeout" };
  }
  return {
    error: way === "revoked proxy" ? engineError() : errorOf(step.error),
  };
}
