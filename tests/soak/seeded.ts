/** Random numbers from a seed. */
export interface Seeded {
  /** At least 0 and less than 1. */
  next(): number;
  /** One of some values, the more often the greater its weight. */
  pick<T>(values: readonly (readonly [weight: number, value: T])[]): T;
}

/** Makes random numbers from a seed and a name, so that each has its own. */
export function seeded(seed: number, name: string): Seeded {
  let state = seed | 1;
  for (const letter of name) state = state * 31 + letter.charCodeAt(0) | 1;

  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  }

  return {
    next,
    pick(values) {
      const total = values.reduce((sum, [weight]) => sum + weight, 0);
      let left = next() * total;
      const found = values.find(([weight]) => (left -= weight) < 0);
      return (found ?? values[0]!)[1];
    },
  };
}
