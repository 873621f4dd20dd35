/**
 * float32 as the two 16-bit formats, to the nearest number, ties to the even one: as bit patterns, or as the float32 with the same value.
 *
 *     bfloat16: the upper half of the bits, which half a unit in the last place was added to; the carry raises the exponent
 *     float16:  the same behind 13 bits of the fraction, with another bias of the exponent; below 2^-14 multiples of 2^-24, which adding 0.5 leaves in the
 *               last bits; from 65520 on infinity
 *
 * Every NaN becomes one quiet NaN.
 */
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

const MAGNITUDE: i32 = 0x7fffffff;
const INFINITY: i32 = 0x7f800000;
const QUIET_NAN: i32 = 0x7fc00000;

const FLOAT16_SMALLEST_NORMAL: i32 = 0x38800000;
const FLOAT16_OVERFLOW: i32 = 0x477ff000;
/** Difference of the biases, 127 - 15, where float32 has its exponent. */
const FLOAT16_REBIAS: i32 = 112 << 23;
const HALF: f32 = 0.5;
const HALF_BITS: i32 = 0x3f000000;

/** The bit patterns of `count` float32 elements: 16 bits each. */
export function narrow(x: usize, out: usize, count: usize, isBfloat16: i32): void {
  let at: usize = 0;
  for (; at + 8 <= count; at += 8) {
    const from = x + at * sizeof<f32>();
    const low = patterns(v128.load(from), isBfloat16);
    const high = patterns(v128.load(from, 16), isBfloat16);
    v128.store(out + at * sizeof<u16>(), i16x8.narrow_i32x4_u(low, high));
  }
  for (; at < count; at++) {
    const one = patterns(loadLanes<f32>(x + at * sizeof<f32>()), isBfloat16);
    store<u16>(out + at * sizeof<u16>(), <u16>i32x4.extract_lane(one, 0));
  }
}

/** The same numbers as float32. */
export function roundTo(x: usize, out: usize, count: usize, isBfloat16: i32): void {
  const whole = wholeVectorBytes(count);
  roundRange<v128>(x, out, 0, whole, isBfloat16);
  roundRange<f32>(x, out, whole, count * sizeof<f32>(), isBfloat16);
}

function roundRange<T>(x: usize, out: usize, fromByte: usize, toByte: usize, isBfloat16: i32): void {
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const bits = loadLanes<T>(x + at);
    storeLanes<T>(out + at, isBfloat16 ? roundedToBfloat16(bits) : roundedToFloat16(bits));
  }
}

function patterns(bits: v128, isBfloat16: i32): v128 {
  return isBfloat16 ? i32x4.shr_u(roundedToBfloat16(bits), 16) : float16Patterns(bits);
}

function roundedToBfloat16(bits: v128): v128 {
  const upper = v128.and(withHalfAUnit(bits, 16), i32x4.splat(0xffff0000));
  return orNan(upper, bits);
}

function roundedToFloat16(bits: v128): v128 {
  const magnitude = v128.and(bits, i32x4.splat(MAGNITUDE));
  const normal = v128.and(withHalfAUnit(magnitude, 13), i32x4.splat(0xffffe000));
  const subnormal = f32x4.sub(f32x4.add(magnitude, f32x4.splat(HALF)), f32x4.splat(HALF));
  const finite = v128.bitselect(subnormal, normal, i32x4.lt_s(magnitude, i32x4.splat(FLOAT16_SMALLEST_NORMAL)));
  const isTooLarge = i32x4.ge_s(magnitude, i32x4.splat(FLOAT16_OVERFLOW));
  return orNan(v128.or(v128.bitselect(i32x4.splat(INFINITY), finite, isTooLarge), v128.xor(bits, magnitude)), bits);
}

/** From the rounded number: what is cut off of a normal one is 0, and a subnormal one is a multiple of the smallest. */
function float16Patterns(bits: v128): v128 {
  const rounded = roundedToFloat16(bits);
  const magnitude = v128.and(rounded, i32x4.splat(MAGNITUDE));
  const normal = i32x4.shr_u(i32x4.sub(magnitude, i32x4.splat(FLOAT16_REBIAS)), 13);
  const subnormal = i32x4.sub(f32x4.add(magnitude, f32x4.splat(HALF)), i32x4.splat(HALF_BITS));
  const finite = v128.bitselect(subnormal, normal, i32x4.lt_s(magnitude, i32x4.splat(FLOAT16_SMALLEST_NORMAL)));
  const infinite = v128.bitselect(i32x4.splat(0x7c00), finite, i32x4.ge_s(magnitude, i32x4.splat(INFINITY)));
  const all = v128.bitselect(i32x4.splat(0x7e00), infinite, i32x4.gt_s(magnitude, i32x4.splat(INFINITY)));
  return v128.or(all, i32x4.shr_u(v128.xor(rounded, magnitude), 16));
}

/** Half a unit of what is left when `places` bits are cut off, a tie less where the last one of the rest is 0. */
function withHalfAUnit(bits: v128, places: i32): v128 {
  const last = v128.and(i32x4.shr_u(bits, places), i32x4.splat(1));
  return i32x4.add(i32x4.add(bits, last), i32x4.splat((1 << (places - 1)) - 1));
}

function orNan(rounded: v128, bits: v128): v128 {
  const isNan = i32x4.gt_s(v128.and(bits, i32x4.splat(MAGNITUDE)), i32x4.splat(INFINITY));
  return v128.bitselect(i32x4.splat(QUIET_NAN), rounded, isNan);
}
