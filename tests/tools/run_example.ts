import {
  setActive,
  setOnGiveUpHooks,
  setOnRetryHooks,
  setTesting,
} from "../../mod.ts";
import { forget } from "./example_com.ts";

/**
 * Makes a test of an example.
 *
 * Its waits have no jitter, so that many examples take little time, and what it
 * has set is as it was before when it has ended.
 *
 * @param load Loads it, and with that runs it.
 */
export function run(load: () => Promise<unknown>): () => Promise<void> {
  return async () => {
    forget();
    const { getRandomValues } = crypto;
    crypto.getRandomValues = (array) => array;
    const restore = keepGlobals();
    try {
      await load();
    } finally {
      crypto.getRandomValues = getRandomValues;
      setActive(true);
      setTesting(false);
      setOnRetryHooks(null);
      setOnGiveUpHooks(null);
      restore();
    }
  };
}

/** Remembers what is global by name, and returns how to put that back. */
function keepGlobals(): () => void {
  const before = new Map(
    Object.getOwnPropertyNames(globalThis).map((key) => [key, describe(key)]),
  );
  return () => {
    for (const key of Object.getOwnPropertyNames(globalThis)) {
      const old = before.get(key);
      if (old === undefined) Reflect.deleteProperty(globalThis, key);
      else if (old.configurable) Object.defineProperty(globalThis, key, old);
    }
  };
}

function describe(key: string): PropertyDescriptor | undefined {
  return Object.getOwnPropertyDescriptor(globalThis, key);
}
