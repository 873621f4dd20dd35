/**
 * The two 16-bit floating-point formats, to and from float32.
 *
 * | format | sign | exponent | fraction | largest | smallest normal |
 * |---|---|---|---|---|---|
 * | float16 (binary16, IEEE 754-2019, section 3.6) | 1 | 5 | 10 | 65504 | 2^-14 |
 * | bfloat16 (the upper half of a float32) | 1 | 8 | 7 | 3.39e38 | 2^-126 |
 *
 * Widening is exact. Narrowing rounds to the nearest value, ties to the even one (IEEE 754-2019, section 4.3.1), keeps
 * subnormals, goes to infinity where the nearest value would be beyond the largest, and makes every NaN a quiet one that
 * keeps its sign and the upper bits of its payload. The work is done on bit patterns: adding half a unit in the last place
 * to the pattern of a number rounds it, because the carry out of the fraction is what raises the exponent.
 */
import { ShapeError } from './errors/error-classes.js';

const FLOAT32_INFINITY = 0x7f80_0000;

/** Difference of the exponent biases of float32 and float16, 127 - 15, where float32 keeps its exponent. */
const FLOAT16_REBIAS = 112 << 23;

/** 2^-14, the smallest normal float16, as float32. */
const FLOAT16_SMALLEST_NORMAL = 0x3880_0000;

/** 65520, halfway from the largest float16 to the next power of two: from here on the nearest value is infinity. */
const FLOAT16_OVERFLOW = 0x477f_f000;

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

function bitsOf(value: number): number {
  scratchFloat[0] = value;
  return scratchBits[0] as number;
}

function floatOf(bits: number): number {
  scratchBits[0] = bits;
  return scratchFloat[0] as number;
}

function widenFloat16(half: number): number {
  const sign = (half & 0x8000) << 16;
  const magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) return sign | FLOAT32_INFINITY | ((magnitude & 0x3ff) << 13);
  if (magnitude >= 0x0400) return sign | ((magnitude << 13) + FLOAT16_REBIAS);
  // A subnormal is a whole number of 2^-24, exact in float32.
  return sign | bitsOf(magnitude * 2 ** -24);
}

function narrowFloat16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > FLOAT32_INFINITY) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
  if (magnitude >= FLOAT16_OVERFLOW) return sign | 0x7c00;
  if (magnitude < FLOAT16_SMALLEST_NORMAL) return sign | narrowSubnormal(magnitude);
  return sign | ((magnitude - FLOAT16_REBIAS + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

/** The multiple of 2^-24 nearest to a float32 below 2^-14; 2^-14 itself, when it is that, has the right pattern too. */
function narrowSubnormal(magnitude: number): number {
  const exponent = magnitude >>> 23;
  // Below 2^-25 the nearest multiple is 0; shifts by 32 and more would not say so.
  if (exponent < 102) return 0;
  const shift = 126 - exponent;
  const significand = (magnitude & 0x7f_ffff) | 0x80_0000;
  const half = 1 << (shift - 1);
  return (significand + half - 1 + ((significand >>> shift) & 1)) >>> shift;
}

function narrowBfloat16(bits: number): number {
  if ((bits & 0x7fff_ffff) > FLOAT32_INFINITY) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/**
 * The number that a float16 bit pattern stands for.
 *
 * @example
 * float16ToFloat32(0x3c00) // 1
 */
export function float16ToFloat32(bits: number): number {
  return floatOf(widenFloat16(bits));
}

/** The float16 bit pattern nearest to a number, which is rounded to float32 first. */
export function float32ToFloat16(value: number): number {
  return narrowFloat16(bitsOf(value));
}

/** The number that a bfloat16 bit pattern stands for. */
export function bfloat16ToFloat32(bits: number): number {
  return floatOf(bits << 16);
}

/** The bfloat16 bit pattern nearest to a number, which is rounded to float32 first. */
export function float32ToBfloat16(value: number): number {
  return narrowBfloat16(bitsOf(value));
}

/** Widens float16 bit patterns into `target`, which has as many elements. NaN payloads are kept. */
export function decodeFloat16(source: Uint16Array, target: Float32Array): void {
  const bits = bitsView(source, target);
  for (let i = 0; i < source.length; i++) bits[i] = widenFloat16(source[i] as number);
}

/** Narrows to float16 bit patterns in `target`, which has as many elements. */
export function encodeFloat16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsView(target, source);
  for (let i = 0; i < bits.length; i++) target[i] = narrowFloat16(bits[i] as number);
}

/** Widens bfloat16 bit patterns into `target`, which has as many elements. NaN payloads are kept. */
export function decodeBfloat16(source: Uint16Array, target: Float32Array): void {
  const bits = bitsView(source, target);
  for (let i = 0; i < source.length; i++) bits[i] = (source[i] as number) << 16;
}

/** Narrows to bfloat16 bit patterns in `target`, which has as many elements. */
export function encodeBfloat16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsView(target, source);
  for (let i = 0; i < bits.length; i++) target[i] = narrowBfloat16(bits[i] as number);
}

/** The bit patterns of `wide`; going through them keeps NaNs as they are. */
function bitsView(narrow: Uint16Array, wide: Float32Array): Uint32Array {
  if (narrow.length !== wide.length) {
    throw new ShapeError(`converting ${narrow.length} 16-bit elements to or from ${wide.length} of float32`, {
      expected: narrow.length,
      actual: wide.length,
    });
  }
  return new Uint32Array(wide.buffer, wide.byteOffset, wide.length);
}
