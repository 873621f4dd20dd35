import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** sum <- sum + factor * x for `count` float32 elements. */
export function addScaled(sum: usize, x: usize, count: usize, factor: f32): void {
  const whole = wholeVectorBytes(count);
  addRange<v128>(sum, x, 0, whole, factor);
  addRange<f32>(sum, x, whole, count * sizeof<f32>(), factor);
}

/**
 * sum[slots[i]] <- sum[slots[i]] + factor * x[i] for the rows `fromRow <= i < toRow` of x.
 *
 * @param sum float32 [.., width]
 * @param slots int32 [..], no row of `sum` twice
 * @param x float32 [.., width]
 */
export function addScaledRows(
  sum: usize,
  slots: usize,
  x: usize,
  width: usize,
  fromRow: usize,
  toRow: usize,
  factor: f32,
): void {
  const rowBytes = width * sizeof<f32>();
  for (let row = fromRow; row < toRow; row++) {
    const slot = <usize>load<u32>(slots + row * sizeof<u32>());
    addScaled(sum + slot * rowBytes, x + row * rowBytes, width, factor);
  }
}

/** out <- factor * x for `count` float32 elements. */
export function copyScaled(out: usize, x: usize, count: usize, factor: f32): void {
  const whole = wholeVectorBytes(count);
  copyRange<v128>(out, x, 0, whole, factor);
  copyRange<f32>(out, x, whole, count * sizeof<f32>(), factor);
}

function addRange<T>(sum: usize, x: usize, fromByte: usize, toByte: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    storeLanes<T>(sum + at, f32x4.add(loadLanes<T>(sum + at), f32x4.mul(factors, loadLanes<T>(x + at))));
  }
}

function copyRange<T>(out: usize, x: usize, fromByte: usize, toByte: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    storeLanes<T>(out + at, f32x4.mul(factors, loadLanes<T>(x + at)));
  }
}
