import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from './errors/error-classes.js';
import {
  bfloat16ToFloat32,
  decodeBfloat16,
  decodeFloat16,
  encodeBfloat16,
  encodeFloat16,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
} from './half-precision.js';
import { readSafetensors } from './safetensors/read-safetensors.js';

const FORMATS = [
  {
    format: 'float16',
    exponentBits: 5,
    fractionBits: 10,
    widen: float16ToFloat32,
    narrow: float32ToFloat16,
    decode: decodeFloat16,
    encode: encodeFloat16,
  },
  {
    format: 'bfloat16',
    exponentBits: 8,
    fractionBits: 7,
    widen: bfloat16ToFloat32,
    narrow: float32ToBfloat16,
    decode: decodeBfloat16,
    encode: encodeBfloat16,
  },
] as const;

const EVERY_PATTERN = Uint16Array.from({ length: 65_536 }, (_, pattern) => pattern);

describe.each(FORMATS)('$format', ({ format, exponentBits, fractionBits, widen, narrow, decode, encode }) => {
  /** The value by the formula of IEEE 754, section 3.4, in float64, where it is exact. */
  function valueByFormula(pattern: number): number {
    const sign = pattern & 0x8000 ? -1 : 1;
    const exponent = (pattern & 0x7fff) >>> fractionBits;
    const fraction = (pattern & ((1 << fractionBits) - 1)) / 2 ** fractionBits;
    const bias = 2 ** (exponentBits - 1) - 1;
    if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
  }

  it('widens all 65,536 patterns to their value', () => {
    const wide = new Float32Array(65_536);
    decode(EVERY_PATTERN, wide);
    const wrong = EVERY_PATTERN.filter((pattern) => {
      const expected = valueByFormula(pattern);
      return !Object.is(wide[pattern], expected) || !Object.is(widen(pattern), expected);
    });
    expect(wrong).toEqual(new Uint16Array(0));
  });

  it('gives all 65,536 patterns back, with NaN quiet and its payload kept', () => {
    const wide = new Float32Array(65_536);
    const back = new Uint16Array(65_536);
    decode(EVERY_PATTERN, wide);
    encode(wide, back);
    const quiet = 1 << (fractionBits - 1);
    const expected = EVERY_PATTERN.map((pattern) =>
      Number.isNaN(valueByFormula(pattern)) ? pattern | quiet : pattern,
    );
    expect(back).toEqual(expected);
  });

  it('rounds to nearest even at every boundary between neighbours', () => {
    const infinity = (2 ** exponentBits - 1) << fractionBits;
    const wrong: number[] = [];
    for (let lower = 0; lower < infinity; lower++) {
      // Beyond the largest value, the boundary is where the next power of two would have begun to be nearer.
      const below = valueByFormula(lower);
      const above = lower + 1 === infinity ? below + (below - valueByFormula(lower - 1)) : valueByFormula(lower + 1);
      const middle = below + (above - below) / 2;
      const even = lower % 2 === 0 ? lower : lower + 1;
      const [before, after] = float32Neighbours(middle);
      const rounded = [narrow(before), narrow(middle), narrow(after), narrow(-before), narrow(-middle), narrow(-after)];
      const right = [lower, even, lower + 1, 0x8000 | lower, 0x8000 | even, 0x8000 | (lower + 1)];
      if (String(rounded) !== String(right)) wrong.push(lower);
    }
    expect(wrong).toEqual([]);
  });

  it('rounds as PyTorch does', () => {
    const path = new URL('../test/fixtures/safetensors/rounding.safetensors', import.meta.url);
    const { tensors } = readSafetensors(readFileSync(path));
    const input = tensors.get('input')?.data as Float32Array;
    const narrowed = new Uint16Array(input.length);
    encode(input, narrowed);
    expect(narrowed).toEqual(tensors.get(format)?.data);
  });

  it('takes the nearest of its values for any float32', () => {
    const largest = valueByFormula(((2 ** exponentBits - 1) << fractionBits) - 1);
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -largest, max: largest }), (value) => {
        const pattern = narrow(value);
        const distance = Math.abs(valueByFormula(pattern) - value);
        const neighbours = [pattern - 1, pattern + 1].filter((each) => (each & 0x8000) === (pattern & 0x8000));
        for (const each of neighbours) expect(Math.abs(valueByFormula(each) - value)).toBeGreaterThanOrEqual(distance);
      }),
    );
  });

  it('works on a part of shared memory, and only on as many elements', () => {
    const shared = new Float32Array(new SharedArrayBuffer(64), 16, 4);
    decode(Uint16Array.of(narrow(1), narrow(-2), narrow(0.5), narrow(0)), shared);
    expect([...shared]).toEqual([1, -2, 0.5, 0]);
    expect(() => decode(new Uint16Array(3), shared)).toThrow(ShapeError);
    expect(() => encode(shared, new Uint16Array(5))).toThrow(ShapeError);
  });
});

it('reads and writes the values that the formats are known by', () => {
  expect([0x3c00, 0x7bff, 0x0001, 0x0400].map(float16ToFloat32)).toEqual([1, 65504, 2 ** -24, 2 ** -14]);
  expect([1, 65519.99, 65520, 2 ** -25, 1e-30].map(float32ToFloat16)).toEqual([0x3c00, 0x7bff, 0x7c00, 0, 0]);
  expect([1, 3.0e38, 3.4e38, 2 ** -149].map(float32ToBfloat16)).toEqual([0x3f80, 0x7f62, 0x7f80, 0]);
});

/** The float32 just before and just after a positive float32. */
function float32Neighbours(value: number): [number, number] {
  const floats = Float32Array.of(value, value);
  const bits = new Uint32Array(floats.buffer);
  bits[0] = (bits[0] as number) - 1;
  bits[1] = (bits[1] as number) + 1;
  return [floats[0] as number, floats[1] as number];
}
