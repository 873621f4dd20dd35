import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/**
 * x[i] <- bit i is set ? x[i] : +0, for `count` float32 elements.
 *
 * Bit i is bit `i mod 8`, from the least significant, of byte `i / 8`. What is kept is not touched, what is not kept becomes +0 whatever it was.
 */
export function keepByBits(x: usize, bits: usize, count: usize): void {
  const whole = wholeVectorBytes(count);
  keepRange<v128>(x, bits, 0, whole);
  keepRange<f32>(x, bits, whole, count * sizeof<f32>());
}

function keepRange<T>(x: usize, bits: usize, fromByte: usize, toByte: usize): void {
  const lanes = i32x4(1, 2, 4, 8);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const index = at / sizeof<f32>();
    const four = i32x4.splat(<i32>load<u8>(bits + (index >> 3)) >> <i32>(index & 7));
    const kept = i32x4.ne(v128.and(four, lanes), i32x4.splat(0));
    storeLanes<T>(x + at, v128.and(loadLanes<T>(x + at), kept));
  }
}
