import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** a <-> b for `count` float32 elements. */
export function swap(a: usize, b: usize, count: usize): void {
  const whole = wholeVectorBytes(count);
  swapRange<v128>(a, b, 0, whole);
  swapRange<f32>(a, b, whole, count * sizeof<f32>());
}

function swapRange<T>(a: usize, b: usize, fromByte: usize, toByte: usize): void {
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const kept = loadLanes<T>(a + at);
    storeLanes<T>(a + at, loadLanes<T>(b + at));
    storeLanes<T>(b + at, kept);
  }
}
