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
  let row = fromRow;
  for (; row + 16 <= toRow; row += 16) {
    for (let each: usize = 0; each < 16; each++) quantizeRow(x, q, scales, columns, row + each);
    transposeSixteen(q, transposed, rowCount, columns, row);
  }
  for (; row < toRow; row++) {
    quantizeRow(x, q, scales, columns, row);
    transposeOne(q, transposed, rowCount, columns, row, 0);
  }
}

function quantizeRow(x: usize, q: usize, scales: usize, columns: usize, row: usize): void {
  const from = x + row * columns * sizeof<f32>();
  const largest = largestMagnitude(from, columns);
  store<f32>(scales + row * sizeof<f32>(), largest / STEPS);
  roundRow(from, q + row * columns, columns, largest == 0 ? 0 : STEPS / largest);
}

/**
 * Magnitudes are compared as whole numbers, which bits without a sign are in the order of: one instruction, where floats take several. What is no number
 * is the largest of all, and so the result.
 */
function largestMagnitude(x: usize, count: usize): f32 {
  const whole = wholeVectorBytes(count);
  const magnitude = i32x4.splat(0x7fffffff);
  let lanes = i32x4.splat(0);
  for (let at: usize = 0; at < whole; at += sizeof<v128>()) {
    lanes = i32x4.max_u(lanes, v128.and(v128.load(x + at), magnitude));
  }
  for (let at = whole; at < count * sizeof<f32>(); at += sizeof<f32>()) {
    lanes = i32x4.max_u(lanes, v128.and(loadLanes<f32>(x + at), magnitude));
  }
  lanes = i32x4.max_u(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = i32x4.max_u(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

function roundRow(x: usize, q: usize, columns: usize, factor: f32): void {
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

/** Added to a number below 2^22, it leaves the nearest whole number in the last bits: the addition rounds, ties to even. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

function roundFour(x: v128, factors: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.mul(x, factors), f32x4.splat(ROUNDER)), i32x4.splat(ROUNDER_BITS));
}

/** Sixteen rows at once, four columns after four columns: a column of them is sixteen bytes of the transpose. */
function transposeSixteen(q: usize, transposed: usize, rowCount: usize, columns: usize, row: usize): void {
  let column: usize = 0;
  for (; column + 4 <= columns; column += 4) {
    const from = q + row * columns + column;
    const a = loadFourByFour(from, columns);
    const b = loadFourByFour(from + columns * 4, columns);
    const c = loadFourByFour(from + columns * 8, columns);
    const d = loadFourByFour(from + columns * 12, columns);
    const abLow = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const cdLow = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
    const to = transposed + column * rowCount + row;
    v128.store(to, i64x2.shuffle(abLow, cdLow, 0, 2));
    v128.store(to + rowCount, i64x2.shuffle(abLow, cdLow, 1, 3));
    v128.store(to + rowCount * 2, i64x2.shuffle(abHigh, cdHigh, 0, 2));
    v128.store(to + rowCount * 3, i64x2.shuffle(abHigh, cdHigh, 1, 3));
  }
  for (let each: usize = 0; each < 16; each++) transposeOne(q, transposed, rowCount, columns, row + each, column);
}

/** Four columns of four rows, column by column. */
function loadFourByFour(from: usize, columns: usize): v128 {
  let rows = v128.load32_zero(from);
  rows = v128.load32_lane(from + columns, rows, 1);
  rows = v128.load32_lane(from + columns * 2, rows, 2);
  rows = v128.load32_lane(from + columns * 3, rows, 3);
  return i8x16.shuffle(rows, rows, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

function transposeOne(q: usize, transposed: usize, rowCount: usize, columns: usize, row: usize, from: usize): void {
  for (let column = from; column < columns; column++) {
    store<i8>(transposed + column * rowCount + row, load<i8>(q + row * columns + column));
  }
}
