import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** sums[i] <- sums[i] - sign(a[i] * b[i]) for `count` float32 elements, where the sign of 0 and of NaN is 0. */
export function subtractSigns(sums: usize, a: usize, b: usize, count: usize): void {
  const whole = wholeVectorBytes(count);
  subtractRange<v128>(sums, a, b, 0, whole);
  subtractRange<f32>(sums, a, b, whole, count * sizeof<f32>());
}

function subtractRange<T>(sums: usize, a: usize, b: usize, fromByte: usize, toByte: usize): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const product = f32x4.mul(loadLanes<T>(a + at), loadLanes<T>(b + at));
    const below = v128.and(f32x4.lt(product, zero), one);
    const above = v128.and(f32x4.gt(product, zero), one);
    storeLanes<T>(sums + at, f32x4.add(loadLanes<T>(sums + at), f32x4.sub(below, above)));
  }
}
