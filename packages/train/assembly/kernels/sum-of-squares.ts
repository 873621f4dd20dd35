import { wholeVectorBytes } from './lanes';

/** Two vectors a turn, so that four running sums hide how long an addition takes. */
const TURN_BYTES: usize = 2 * sizeof<v128>();

/**
 * The sum of x^2 over `count` float32 elements, squared and added in float64.
 *
 * Eight running sums (element i goes to sum i mod 8) are added up at the end: the order hangs on `count` alone.
 */
export function sumOfSquares(x: usize, count: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const bytes = count * sizeof<f32>();
  const turnsEnd = wholeVectorBytes(count) & ~(TURN_BYTES - 1);
  for (let at: usize = 0; at < turnsEnd; at += TURN_BYTES) {
    a = addSquares(a, v128.load64_zero(x + at));
    b = addSquares(b, v128.load64_zero(x + at, 8));
    c = addSquares(c, v128.load64_zero(x + at, 16));
    d = addSquares(d, v128.load64_zero(x + at, 24));
  }
  let sum = addLanes(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
  for (let at = turnsEnd; at < bytes; at += sizeof<f32>()) {
    const one = <f64>load<f32>(x + at);
    sum += one * one;
  }
  return sum;
}

/** Adds the squares of the two float32 in the lower half of `two`. */
function addSquares(sum: v128, two: v128): v128 {
  const wide = f64x2.promote_low_f32x4(two);
  return f64x2.add(sum, f64x2.mul(wide, wide));
}

function addLanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
