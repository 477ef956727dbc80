// Made once, as it takes longer to make an error than to retry.
const ERRORS = Array.from(
  { length: 9 },
  (_, num) => new TypeError(`the error of attempt ${num}`),
);

/** What the attempt of that number fails with. */
export function errorOf(num: number): TypeError {
  return ERRORS[num]!;
}

/** What attempts say that they have failed with when it is too late. */
export const LATE: TypeError = new TypeError("late");
