/**
 * Running sums of squares of vectors, in float64: the first two elements and the last two apart, so that one addition need not wait for
 * the other.
 */

/** sum + the squares of the first two elements of a vector. */
export function addLowSquares(sum: v128, x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  return f64x2.add(sum, f64x2.mul(low, low));
}

/** sum + the squares of the last two elements of a vector. */
export function addHighSquares(sum: v128, x: v128): v128 {
  const high = f64x2.promote_low_f32x4(i32x4.shuffle(x, x, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.mul(high, high));
}

/** The sum of both running sums. */
export function totalOf(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}
