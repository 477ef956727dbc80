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
    const failure = attempt(call, step, script.form === "block");
    if (failure === undefined) return call.conclude();
    const wait = call.fail(failure, step);
    if (wait === undefined || !call.rest(wait)) break;
  }
  call.tell("rejected", call.end?.error);
  return call.conclude();
}

/** Makes an attempt, and tells how it fails, if it does. */
function attempt(
  call: Model,
  step: FunctionStep,
  isBlock: boolean,
): Failure | undefined {
  const { way, ok, after, reads } = step;
  const start = call.time;
  if (isBlock) call.tell("attempt", call.num, call.nextWait, call.remaining);
  else call.tell("attempt", call.num);
  const blocked = call.happen("the attempt");
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
  if (call.time === Infinity) return undefined;

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
      call.tell("resolved", call.num, resultOf(step.result));
      return undefined;
    }
  }
  if (!isExpired) {
    return {
      error: way === "revoked proxy" ? engineError() : errorOf(step.error),
    };
  }
  return { error: expired, limit: isTotal ? "timeout" : "attemptTimeout" };
}
