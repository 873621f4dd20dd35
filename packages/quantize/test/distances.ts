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

/**
 * The median of {@link relativeDistance} over texts that were run one by one. Where an activation falls between two steps of a format, it takes either, and all
 * that hangs on it is rounded anew: that is so of few texts, and a mistake shows in all.
 */
export function typicalDistance(
  actual: readonly (readonly number[] | undefined)[],
  expected: readonly (readonly number[] | undefined)[],
): number {
  const distances = expected.map((values, text) => relativeDistance(actual[text], values ?? []));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? Number.NaN;
}

/** What {@link typicalDistance} may be: the same products, with the scales multiplied in another order, by other kernels. */
export const SAME = 1e-4;
