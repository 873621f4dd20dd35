import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** a <- a + weight * (b - a) for `count` float32 elements. */
export function lerp(a: usize, b: usize, count: usize, weight: f32): void {
  const whole = wholeVectorBytes(count);
  lerpRange<v128>(a, b, 0, whole, weight);
  lerpRange<f32>(a, b, whole, count * sizeof<f32>(), weight);
}

function lerpRange<T>(a: usize, b: usize, fromByte: usize, toByte: usize, weight: f32): void {
  const weights = f32x4.splat(weight);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const from = loadLanes<T>(a + at);
    storeLanes<T>(a + at, f32x4.add(from, f32x4.mul(weights, f32x4.sub(loadLanes<T>(b + at), from))));
  }
}
