import { expect, it } from 'vitest';
import { convertToFloat32 } from './convert-to-float32.js';
import type { DType, Storage } from './dtype.js';
import { DTypeError, ShapeError } from './errors/error-classes.js';

const CASES: [DType, Storage][] = [
  ['float64', Float64Array.of(1, -0.5, 1e300)],
  ['float32', Float32Array.of(1, -0.5, Number.POSITIVE_INFINITY)],
  ['float16', Uint16Array.of(0x3c00, 0xb800, 0x7c00)],
  ['bfloat16', Uint16Array.of(0x3f80, 0xbf00, 0x7f80)],
];

it.each(CASES)('converts %s', (dtype, source) => {
  const target = new Float32Array(3);
  convertToFloat32(dtype, source, target);
  expect([...target]).toEqual([1, -0.5, Number.POSITIVE_INFINITY]);
});

it('refuses integers and other lengths', () => {
  expect(() => convertToFloat32('int32', new Int32Array(1), new Float32Array(1))).toThrow(DTypeError);
  expect(() => convertToFloat32('float32', new Float32Array(2), new Float32Array(3))).toThrow(ShapeError);
});
