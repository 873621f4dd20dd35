/**
 * The passes of Adafactor over a parameter as a matrix [rows, columns], whose second moments are a product of one number for each row
 * and one for each column:
 *
 *     squareSums         sums of g^2 by row and by column, of which the moments are made between the passes
 *     adafactorSquares   the sum of u^2, by which the step is clipped:  u = g / sqrt(max(rowFactor * columnVariance, floor))
 *     adafactorApply     p <- p * decay - stepSize * u
 *
 * A vector is a matrix of one row with a row factor of 1. `g` has a row for each row that has a gradient, without the others. Sums are
 * float64, and rows of zeros in between change none of their bits.
 *
 * Source: Shazeer and Stern 2018, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", algorithms 4 and 5.
 */
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { AdafactorScalars } from './adafactor-scalars';
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';
import { addHighSquares, addLowSquares, totalOf } from './square-sum';
import { rowAt } from './touched-rows';

/**
 * @param g float32 [.., columns]: the gradients, of which the rows `fromRow <= row < toRow` count
 * @param rowSums float64 [..]: where the sum of each of these rows goes
 * @param columnSums float64 [columns]: where the sums over these rows go
 */
export function squareSums(
  g: usize,
  columns: usize,
  fromRow: usize,
  toRow: usize,
  rowSums: usize,
  columnSums: usize,
): void {
  memory.fill(columnSums, 0, columns * sizeof<f64>());
  for (let row = fromRow; row < toRow; row++) {
    const sum = addRowOfSquares(g + row * columns * sizeof<f32>(), columns, columnSums);
    store<f64>(rowSums + row * sizeof<f64>(), sum);
  }
}

/** Adds the squares of a row to the sums of the columns, and returns their own sum. */
function addRowOfSquares(g: usize, columns: usize, columnSums: usize): f64 {
  const wholeColumns = columns & ~3;
  let lanes = f64x2.splat(0);
  for (let column: usize = 0; column < wholeColumns; column += 2) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(g + column * sizeof<f32>()));
    const squares = f64x2.mul(pair, pair);
    const sum = columnSums + column * sizeof<f64>();
    v128.store(sum, f64x2.add(v128.load(sum), squares));
    lanes = f64x2.add(lanes, squares);
  }
  let total = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
  for (let column = wholeColumns; column < columns; column++) {
    const one = <f64>load<f32>(g + column * sizeof<f32>());
    const sum = columnSums + column * sizeof<f64>();
    store<f64>(sum, load<f64>(sum) + one * one);
    total += one * one;
  }
  return total;
}

/**
 * @param rowFactors float32 [..], one for each row of g
 * @param columnVariances float32 [columns]
 * @returns the sum of u^2 over the rows `fromRow <= row < toRow` of g
 */
export function adafactorSquares(
  g: usize,
  columns: usize,
  fromRow: usize,
  toRow: usize,
  rowFactors: usize,
  columnVariances: usize,
  scalars: AdafactorScalars,
): f64 {
  const whole = wholeVectorBytes(columns);
  const rowBytes = columns * sizeof<f32>();
  let sum: f64 = 0;
  for (let row = fromRow; row < toRow; row++) {
    const rowFactor = load<f32>(rowFactors + row * sizeof<f32>());
    const at = g + row * rowBytes;
    sum += sumRange<v128>(at, 0, whole, rowFactor, columnVariances, scalars);
    sum += sumRange<f32>(at, whole, rowBytes, rowFactor, columnVariances, scalars);
  }
  return sum;
}

/**
 * @param p the parameter, float32 [rows of the parameter, columns]
 * @param rows int32 [..], which of its rows each row of g belongs to; 0 when g has all of them
 */
export function adafactorApply(
  p: usize,
  rows: usize,
  g: usize,
  columns: usize,
  fromRow: usize,
  toRow: usize,
  rowFactors: usize,
  columnVariances: usize,
  scalars: AdafactorScalars,
): void {
  const whole = wholeVectorBytes(columns);
  const rowBytes = columns * sizeof<f32>();
  for (let row = fromRow; row < toRow; row++) {
    const rowFactor = load<f32>(rowFactors + row * sizeof<f32>());
    const to = p + (rows ? rowAt(rows, row) : row) * rowBytes;
    const at = g + row * rowBytes;
    applyRange<v128>(to, at, 0, whole, rowFactor, columnVariances, scalars);
    applyRange<f32>(to, at, whole, rowBytes, rowFactor, columnVariances, scalars);
  }
}

function sumRange<T>(
  g: usize,
  fromByte: usize,
  toByte: usize,
  rowFactor: f32,
  columnVariances: usize,
  scalars: AdafactorScalars,
): f64 {
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const floor = f32x4.splat(scalars.floor);
  const factor = f32x4.splat(rowFactor);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const update = updateOf<T>(g + at, columnVariances + at, gradientScale, factor, floor);
    low = addLowSquares(low, update);
    high = addHighSquares(high, update);
  }
  return totalOf(low, high);
}

function applyRange<T>(
  p: usize,
  g: usize,
  fromByte: usize,
  toByte: usize,
  rowFactor: f32,
  columnVariances: usize,
  scalars: AdafactorScalars,
): void {
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const floor = f32x4.splat(scalars.floor);
  const decay = f32x4.splat(scalars.decay);
  const stepSize = f32x4.splat(scalars.stepSize);
  const factor = f32x4.splat(rowFactor);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const update = updateOf<T>(g + at, columnVariances + at, gradientScale, factor, floor);
    const kept = f32x4.mul(loadLanes<T>(p + at), decay);
    storeLanes<T>(p + at, f32x4.sub(kept, f32x4.mul(stepSize, update)));
  }
}

function updateOf<T>(g: usize, columnVariance: usize, gradientScale: v128, rowFactor: v128, floor: v128): v128 {
  const variance = f32x4.max(f32x4.mul(rowFactor, loadLanes<T>(columnVariance)), floor);
  return f32x4.div(f32x4.mul(loadLanes<T>(g), gradientScale), f32x4.sqrt(variance));
}
