/** The largest absolute difference; not a number when the lengths differ. */
export function largestDifference(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.NaN;
  return Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number))).reduce(
    (most, each) => (each > most || Number.isNaN(each) ? each : most),
    0,
  );
}

/** The Euclidean distance of the expected norm. */
export function relativeDistance(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.NaN;
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(Array.from(actual, (value, index) => value - (expected[index] as number))) / norm(Array.from(expected));
}
