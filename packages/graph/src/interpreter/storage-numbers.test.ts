import { DTYPES } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { readNumbers, storeNumbers } from './storage-numbers.js';

describe('numbers of storage', () => {
  it.each(DTYPES)('come back from %s', (dtype) => {
    expect(Array.from(readNumbers(dtype, storeNumbers(dtype, [0, 1])))).toEqual([0, 1]);
  });

  it('are rounded to the dtype', () => {
    const rounded = (dtype: (typeof DTYPES)[number], number: number) =>
      readNumbers(dtype, storeNumbers(dtype, [number]))[0];
    expect(rounded('float32', 0.1)).toBe(Math.fround(0.1));
    expect(rounded('float16', 1.0004)).toBe(1);
    expect(rounded('bfloat16', Math.PI)).toBe(3.140625);
    expect(rounded('int32', -2.9)).toBe(-2);
    expect(rounded('int64', 2 ** 53)).toBe(2 ** 53);
    expect(rounded('int64', Number.NaN)).toBe(0);
    expect(rounded('uint8', Number.POSITIVE_INFINITY)).toBe(0);
  });
});
