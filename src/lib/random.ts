// One call of `crypto.getRandomValues` costs as much as 300 of `Math.random`,
// however many numbers it draws, so numbers are drawn in batches. There is no batch
// at first, as Workers refuse randomness while a module is loaded.
const stock = /* @__PURE__ */ new Uint32Array(128);
let left = 0;

/**
 * Draws a random number, evenly distributed.
 *
 * @returns A number of at least 0 and less than 1.
 */
export function random(): number {
  if (left === 0) {
    try {
      globalThis.crypto.getRandomValues(stock);
    } catch {
      // A host without `crypto`, such as React Native. Jitter need not be secret.
      return Math.random();
    }
    left = stock.length;
  }
  return Number(stock[--left]) / 2 ** 32;
}
