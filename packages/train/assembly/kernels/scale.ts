import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** x <- x * factor for `count` float32 elements. */
export function scale(x: usize, count: usize, factor: f32): void {
  const whole = wholeVectorBytes(count);
  scaleRange<v128>(x, 0, whole, factor);
  scaleRange<f32>(x, whole, count * sizeof<f32>(), factor);
}

function scaleRange<T>(x: usize, fromByte: usize, toByte: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    storeLanes<T>(x + at, f32x4.mul(loadLanes<T>(x + at), factors));
  }
}
