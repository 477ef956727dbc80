import { patch } from "../helpers.ts";

/** Counts the listeners of all signals until it is disposed. */
export function countListeners(): Disposable & {
  /** How many were added and not removed. */
  readonly left: number;
} {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  type Listen = typeof addEventListener;
  let left = 0;
  const counting = (by: number, method: unknown): Listen =>
    function (this: EventTarget, ...args: unknown[]) {
      left += by;
      return Reflect.apply(method as Listen, this, args);
    };

  const { prototype } = AbortSignal;
  const adding = patch(
    prototype,
    "addEventListener",
    counting(1, addEventListener),
  );
  const removing = patch(
    prototype,
    "removeEventListener",
    counting(-1, removeEventListener),
  );
  return {
    get left() {
      return left;
    },
    [Symbol.dispose]() {
      adding[Symbol.dispose]();
      removing[Symbol.dispose]();
    },
  };
}
