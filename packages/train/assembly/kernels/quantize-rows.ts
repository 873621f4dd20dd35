/**
 * Rows of a matrix as int8, each with a scale of its own, and the same numbers transposed: the product with a weight and the product with its transpose
 * each want one of the two.
 *
 *     scale[row] = largest magnitude of the row / 127
 *     q[row, column] = x[row, column] * (127 / largest magnitude), to the nearest whole number, ties to the even one
 *
 * in float32. A row of zeros has scale 0 and numbers 0. What is not finite makes a scale that is not finite.
 */
import { loadLanes, wholeVectorBytes } from './lanes';

/** The steps from 0 to the largest magnitude. */
const STEPS: f32 = 127;

/**
 * Rows `fromRow` to `toRow` (excluded) of x [rowCount, columns].
 *
 * @param q int8 [rowCount, columns]
 * @param transposed int8 [columns, rowCount]
 * @param scales float32 [rowCount]
 */
export function quantizeRows(
  x: usize,
  q: usize,
  transposed: usize,
  scales: usize,
  rowCount: usize,
  columns: usize,
  fromRow: usize,
  toRow: usize,
): void {
  for (let row = fromRow; row < toRow; row++) {
    const from = x + row * columns * sizeof<f32>();
    const largest = largestMagnitude(from, columns);
    store<f32>(scales + row * sizeof<f32>(), largest / STEPS);
    quantizeRow(from, q + row * columns, columns, largest == 0 ? 0 : STEPS / largest);
  }
  let row = fromRow;
  for (; row + 4 <= toRow; row += 4) transposeFour(q, transposed, rowCount, columns, row);
  for (; row < toRow; row++) transposeOne(q, transposed, rowCount, columns, row, 0);
}

/** Not a number where one is not. */
function largestMagnitude(x: usize, count: usize): f32 {
  const whole = wholeVectorBytes(count);
  let lanes = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += sizeof<v128>()) lanes = f32x4.max(lanes, f32x4.abs(v128.load(x + at)));
  for (let at = whole; at < count * sizeof<f32>(); at += sizeof<f32>()) {
    lanes = f32x4.max(lanes, f32x4.abs(loadLanes<f32>(x + at)));
  }
  const two = max<f32>(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1));
  return max<f32>(two, max<f32>(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)));
}

function quantizeRow(x: usize, q: usize, columns: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let at: usize = 0;
  for (; at + 16 <= columns; at += 16) {
    const from = x + at * sizeof<f32>();
    const low = i16x8.narrow_i32x4_s(roundFour(v128.load(from), factors), roundFour(v128.load(from, 16), factors));
    const high = i16x8.narrow_i32x4_s(roundFour(v128.load(from, 32), factors), roundFour(v128.load(from, 48), factors));
    v128.store(q + at, i8x16.narrow_i16x8_s(low, high));
  }
  for (; at < columns; at++) {
    const one = roundFour(loadLanes<f32>(x + at * sizeof<f32>()), factors);
    store<i8>(q + at, <i8>i32x4.extract_lane(one, 0));
  }
}

function roundFour(x: v128, factors: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(x, factors)));
}

/** Four rows at once: their bytes of a column are neighbours in the transpose. */
function transposeFour(q: usize, transposed: usize, rowCount: usize, columns: usize, row: usize): void {
  let column: usize = 0;
  for (; column + 16 <= columns; column += 16) {
    const from = q + row * columns + column;
    const a = v128.load(from);
    const b = v128.load(from + columns);
    const c = v128.load(from + columns * 2);
    const d = v128.load(from + columns * 3);
    const ab = interleaveLow(a, b);
    const cd = interleaveLow(c, d);
    const to = transposed + column * rowCount + row;
    storePairs(to, rowCount, ab, cd);
    storePairs(to + rowCount * 8, rowCount, interleaveHigh(a, b), interleaveHigh(c, d));
  }
  for (let each: usize = 0; each < 4; each++) transposeOne(q, transposed, rowCount, columns, row + each, column);
}

function interleaveLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function interleaveHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight columns of four rows, of which the first two lie in `ab` and the others in `cd`. */
function storePairs(to: usize, rowCount: usize, ab: v128, cd: v128): void {
  const low = i16x8.shuffle(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11);
  const high = i16x8.shuffle(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15);
  v128.store32_lane(to, low, 0);
  v128.store32_lane(to + rowCount, low, 1);
  v128.store32_lane(to + rowCount * 2, low, 2);
  v128.store32_lane(to + rowCount * 3, low, 3);
  v128.store32_lane(to + rowCount * 4, high, 0);
  v128.store32_lane(to + rowCount * 5, high, 1);
  v128.store32_lane(to + rowCount * 6, high, 2);
  v128.store32_lane(to + rowCount * 7, high, 3);
}

function transposeOne(q: usize, transposed: usize, rowCount: usize, columns: usize, row: usize, from: usize): void {
  for (let column = from; column < columns; column++) {
    store<i8>(transposed + column * rowCount + row, load<i8>(q + row * columns + column));
  }
}
