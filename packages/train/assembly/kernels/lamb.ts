/**
 * LAMB in two passes over each parameter, as its step hangs on the norms of the whole of it.
 *
 *     m <- m + (1 - beta1) * (g - m)                                             first pass
 *     v <- v * beta2 + (1 - beta2) * g * g
 *     u  = m / (1 - beta1^t) / (sqrt(v) / sqrt(1 - beta2^t) + epsilon) + weightDecay * p
 *     p <- p - lr * (|p| / |u|) * u                                              second pass
 *
 * The first updates the moments and sums p^2 and u^2; u is not kept, the second computes it again: six arrays pass through the memory
 * instead of eight. Elements are float32, sums float64. A parameter is a matrix of rows, and the sums are added row by row, so that a
 * table of which few rows have gradients has the same sums, bit for bit, as one with zeros around them.
 *
 * Source: You et al. 2020, "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", algorithm 2.
 */
import { flush } from './flush';
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { LAMBScalars } from './lamb-scalars';
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';
import { addHighSquares, addLowSquares, totalOf } from './square-sum';
import { firstNotBelow, rowAt } from './touched-rows';

/**
 * The first pass over the rows `fromRow <= row < toRow` of a parameter of `width` columns.
 *
 * @param hasMoments a byte for each row: whether it has ever had a gradient; 0 when all rows have one in each step
 * @param rows int32 [rowCount], which rows have a gradient: ascending, each once; not read when `hasMoments` is 0
 * @param values float32 [rowCount, width], those gradients, or those of all rows
 * @param zeros float32 [width], the gradient of the others
 * @param sums float64 [2]: where the sums of p^2 and u^2 over these rows go
 */
export function lambMoments(
  p: usize,
  m: usize,
  v: usize,
  hasMoments: usize,
  rows: usize,
  rowCount: usize,
  values: usize,
  zeros: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  sums: usize,
  scalars: LAMBScalars,
): void {
  const rowBytes = width * sizeof<f32>();
  store<f64>(sums, 0);
  store<f64>(sums, 0, sizeof<f64>());
  let next = hasMoments ? firstNotBelow(fromRow, rows, rowCount) : fromRow;
  for (let row = fromRow; row < toRow; row++) {
    const at = row * rowBytes;
    if (!hasMoments || (next < rowCount && rowAt(rows, next) === row)) {
      updateMoments(p + at, values + next * rowBytes, m + at, v + at, width, sums, scalars);
      if (hasMoments) store<u8>(hasMoments + row, 1);
      next++;
    } else if (load<u8>(hasMoments + row)) {
      updateMoments(p + at, zeros, m + at, v + at, width, sums, scalars);
    } else {
      sumDecay(p + at, width, sums, scalars);
    }
  }
}

/** The second pass over the same rows, with the step size that the sums of all rows gave. */
export function lambApply(
  p: usize,
  m: usize,
  v: usize,
  hasMoments: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  scalars: LAMBScalars,
): void {
  const rowBytes = width * sizeof<f32>();
  const whole = wholeVectorBytes(width);
  for (let row = fromRow; row < toRow; row++) {
    const at = row * rowBytes;
    if (!hasMoments || load<u8>(hasMoments + row)) {
      applyRange<v128>(p + at, m + at, v + at, 0, whole, scalars);
      applyRange<f32>(p + at, m + at, v + at, whole, rowBytes, scalars);
    } else if (scalars.weightDecay !== 0) {
      decayRange<v128>(p + at, 0, whole, scalars);
      decayRange<f32>(p + at, whole, rowBytes, scalars);
    }
  }
}

function updateMoments(p: usize, g: usize, m: usize, v: usize, width: usize, sums: usize, scalars: LAMBScalars): void {
  const whole = wholeVectorBytes(width);
  momentsRange<v128>(p, g, m, v, 0, whole, sums, scalars);
  momentsRange<f32>(p, g, m, v, whole, width * sizeof<f32>(), sums, scalars);
}

function momentsRange<T>(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  fromByte: usize,
  toByte: usize,
  sums: usize,
  scalars: LAMBScalars,
): void {
  // Read before the loop: the compiler cannot know that the stores in it leave the scalars alone.
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const oneMinusBeta1 = f32x4.splat(scalars.oneMinusBeta1);
  const beta2 = f32x4.splat(scalars.beta2);
  const oneMinusBeta2 = f32x4.splat(scalars.oneMinusBeta2);
  const firstFactor = f32x4.splat(scalars.firstFactor);
  const rootFactor = f32x4.splat(scalars.rootFactor);
  const epsilon = f32x4.splat(scalars.epsilon);
  const weightDecay = f32x4.splat(scalars.weightDecay);
  let parameterLow = f64x2.splat(0);
  let parameterHigh = f64x2.splat(0);
  let updateLow = f64x2.splat(0);
  let updateHigh = f64x2.splat(0);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const gradient = f32x4.mul(loadLanes<T>(g + at), gradientScale);
    let first = loadLanes<T>(m + at);
    first = flush(f32x4.add(first, f32x4.mul(oneMinusBeta1, f32x4.sub(gradient, first))));
    let second = f32x4.mul(loadLanes<T>(v + at), beta2);
    second = flush(f32x4.add(second, f32x4.mul(f32x4.mul(oneMinusBeta2, gradient), gradient)));
    storeLanes<T>(m + at, first);
    storeLanes<T>(v + at, second);
    const parameter = loadLanes<T>(p + at);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(second), rootFactor), epsilon);
    const decay = f32x4.mul(weightDecay, parameter);
    const update = f32x4.add(f32x4.div(f32x4.mul(first, firstFactor), root), decay);
    parameterLow = addLowSquares(parameterLow, parameter);
    parameterHigh = addHighSquares(parameterHigh, parameter);
    updateLow = addLowSquares(updateLow, update);
    updateHigh = addHighSquares(updateHigh, update);
  }
  addTo(sums, totalOf(parameterLow, parameterHigh));
  addTo(sums + sizeof<f64>(), totalOf(updateLow, updateHigh));
}

/** The sums of a row without moments, whose u is its weight decay alone. */
function sumDecay(p: usize, width: usize, sums: usize, scalars: LAMBScalars): void {
  const whole = wholeVectorBytes(width);
  sumDecayRange<v128>(p, 0, whole, sums, scalars);
  sumDecayRange<f32>(p, whole, width * sizeof<f32>(), sums, scalars);
}

function sumDecayRange<T>(p: usize, fromByte: usize, toByte: usize, sums: usize, scalars: LAMBScalars): void {
  const weightDecay = f32x4.splat(scalars.weightDecay);
  let parameterLow = f64x2.splat(0);
  let parameterHigh = f64x2.splat(0);
  let updateLow = f64x2.splat(0);
  let updateHigh = f64x2.splat(0);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const parameter = loadLanes<T>(p + at);
    const update = f32x4.mul(weightDecay, parameter);
    parameterLow = addLowSquares(parameterLow, parameter);
    parameterHigh = addHighSquares(parameterHigh, parameter);
    updateLow = addLowSquares(updateLow, update);
    updateHigh = addHighSquares(updateHigh, update);
  }
  addTo(sums, totalOf(parameterLow, parameterHigh));
  addTo(sums + sizeof<f64>(), totalOf(updateLow, updateHigh));
}

function applyRange<T>(p: usize, m: usize, v: usize, fromByte: usize, toByte: usize, scalars: LAMBScalars): void {
  const firstFactor = f32x4.splat(scalars.firstFactor);
  const rootFactor = f32x4.splat(scalars.rootFactor);
  const epsilon = f32x4.splat(scalars.epsilon);
  const weightDecay = f32x4.splat(scalars.weightDecay);
  const stepSize = f32x4.splat(scalars.stepSize);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const parameter = loadLanes<T>(p + at);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(loadLanes<T>(v + at)), rootFactor), epsilon);
    const decay = f32x4.mul(weightDecay, parameter);
    const update = f32x4.add(f32x4.div(f32x4.mul(loadLanes<T>(m + at), firstFactor), root), decay);
    storeLanes<T>(p + at, f32x4.sub(parameter, f32x4.mul(stepSize, update)));
  }
}

function decayRange<T>(p: usize, fromByte: usize, toByte: usize, scalars: LAMBScalars): void {
  const weightDecay = f32x4.splat(scalars.weightDecay);
  const stepSize = f32x4.splat(scalars.stepSize);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const parameter = loadLanes<T>(p + at);
    // The sum with 0 makes -0 to 0, as the quotient of the moments of 0 does.
    const update = f32x4.add(f32x4.splat(0), f32x4.mul(weightDecay, parameter));
    storeLanes<T>(p + at, f32x4.sub(parameter, f32x4.mul(stepSize, update)));
  }
}

function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}
